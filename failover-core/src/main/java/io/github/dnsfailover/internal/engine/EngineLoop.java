package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.Explanation;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.ProbeRecorder;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.internal.event.Made;
import io.github.dnsfailover.internal.machine.EngineEffect;
import io.github.dnsfailover.internal.machine.EngineInput;
import io.github.dnsfailover.internal.machine.EngineMachine;
import io.github.dnsfailover.internal.machine.EngineState;
import io.github.dnsfailover.internal.machine.Facts;
import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.Intents;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.WordBook;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the machine of the whole process and performs its effects; holds the pools and what they share. Public
 * methods may be called from any thread; the others are of the engine thread unless they say otherwise.
 */
public final class EngineLoop {

    /** What an engine was built with. */
    public record Settings(
            List<EndpointPool> pools,
            List<FailoverListener> listeners,
            List<ControlTarget> controls,
            Leadership leadership,
            StateStore store,
            String owner,
            String environment,
            String site,
            long rank,
            Optional<Path> stopFile,
            boolean dryRun) {}

    private static final Logger log = LoggerFactory.getLogger(EngineLoop.class);

    private final EngineRuntime runtime;
    private final EngineMachine machine;
    private final EventHub events;
    private final Map<String, PoolLoop> loops = new LinkedHashMap<>();
    private final Roster roster;
    private final LeadershipCalls leadership;
    private final String instance;
    private final ControlCalls controls;
    private final WordKeeper words;
    private final NoticeBoard notices;
    private final String stopAll;
    private final PreflightOfAll preflights;
    private final Optional<StopFileLook> stopFile;
    private final Probes.Held held = new Probes.Held();
    private final ProbeRecords probeRecords;
    private final Deque<EngineInput> pending = new ArrayDeque<>();
    private boolean stepping;
    private boolean begun;
    private boolean closed;

    /** Written by the engine thread only; a state is never changed once it stands here. */
    private volatile EngineState state;

    /** Null before the first step. */
    private @Nullable Cancellable tick;

    /**
     * Lays everything out; nothing runs yet.
     *
     * @throws IllegalArgumentException if a pool does not fit the engine
     */
    public EngineLoop(EngineRuntime runtime, Settings settings) {
        this.runtime = runtime;
        this.roster = new Roster(runtime, settings, this::tell);
        this.machine = new EngineMachine(roster.engineSpec());
        this.state = EngineState.first(machine.spec(), runtime.nanoTime());
        this.events =
                new EventHub(runtime, settings.listeners(), settings.pools().size(), this::listenerSaid);
        this.probeRecords = new ProbeRecords(runtime, this::listenerSaid);
        for (PoolSpec spec : roster.pools()) {
            loops.put(spec.pool.pool(), new PoolLoop(spec, this, runtime, roster.callsOf(spec)));
        }
        for (PoolSpec spec : roster.pools()) {
            roster.silentServersOf(spec).onReturn(server -> serverIsBack(spec, server));
        }
        Coordination coordination = new Coordination(runtime);
        this.leadership = new LeadershipCalls(runtime, coordination, settings.leadership(), this::tell);
        this.instance = ForeignText.line(settings.leadership().instance());
        this.controls = new ControlCalls(runtime, settings.controls(), this::tell);
        NoticeBoard.Setting board = new NoticeBoard.Setting(
                runtime, events, settings.store(), machine.spec().several(), settings.owner(), settings.environment());
        this.notices = new NoticeBoard(board, coordination, loops.values(), () -> state);
        WordKeeper.Setting setting = new WordKeeper.Setting(
                runtime,
                events,
                settings.store(),
                WordBook.key(settings.owner(), settings.environment()),
                WordBook.stopKey(settings.owner(), settings.environment()),
                machine.spec(),
                notices);
        this.stopAll = settings.store()
                .byHand(WordBook.stopKey(settings.owner(), settings.environment()), "your name and why");
        this.words = new WordKeeper(setting, coordination, this::tell, () -> state);
        this.stopFile = settings.stopFile().map(path -> new StopFileLook(runtime, coordination, path, this::tell));
        Preflight.Besides besides = new Preflight.Besides(settings.controls(), true, words, leadership, this::leads);
        this.preflights = new PreflightOfAll(runtime, besides, List.copyOf(loops.values()), events);
    }

    private void listenerSaid(String listener, String detail) {
        tell(new EngineInput.ListenerSaid(listener, detail));
    }

    /** Starts every pool, some at a time: in one burst the last would be late, and lateness is taken for blindness. */
    public void start() {
        runtime.execute(() -> {
            begun = true;
            state = EngineState.first(machine.spec(), runtime.nanoTime());
            leadership.listen();
            stopFile.ifPresent(StopFileLook::begin);
            JvmLookUps.wrong(
                            roster.pools(),
                            Security.getProperty(JvmLookUps.SECURITY_PROPERTY),
                            System.getProperty(JvmLookUps.SYSTEM_PROPERTY))
                    .ifPresent(this::tell);
            notices.begin();
            roster.warmUp();
            startSome(loops.values().iterator());
            tell(new EngineInput.Tick());
        });
    }

    private void startSome(Iterator<PoolLoop> rest) {
        for (int i = 0; i < EngineLimits.START_BATCH && rest.hasNext(); i++) {
            rest.next().start();
        }
        if (rest.hasNext()) {
            runtime.schedule(EngineLimits.START_PAUSE, () -> startSome(rest));
        }
    }

    // What pools ask for

    /** What all pools' probes share. */
    Probes.Held held() {
        return held;
    }

    /** Who keeps figures of probes. */
    ProbeRecords probeRecords() {
        return probeRecords;
    }

    EventHub events() {
        return events;
    }

    /** What is true of the whole process, as far as a pool must know it. */
    Facts facts(PoolSpec pool) {
        return roster.facts(pool);
    }

    /** What stands of what operators said; empty while that is not known. */
    Optional<Intents> intents(String pool) {
        return state.isHeard() ? Optional.of(state.intents(pool)) : Optional.empty();
    }

    /**
     * A pool is about to be stepped: if the process stood still, or its machine was suspended, everybody must know
     * before anything else is believed.
     */
    void noticeTime() {
        if (begun && !closed && state.hasMissed(runtime.nanoTime(), runtime.now())) {
            tell(new EngineInput.Tick());
        }
    }

    Slots questionsOf(PoolSpec pool) {
        return roster.questionsOf(pool);
    }

    SilentServers silentServersOf(PoolSpec pool) {
        return roster.silentServersOf(pool);
    }

    /** It may have come back with what it had when it went. */
    private void serverIsBack(PoolSpec one, String server) {
        loops.values().stream()
                .filter(loop -> loop.spec().place.provider() == one.place.provider())
                .forEach(loop -> loop.serverIsBack(server));
    }

    /** A pool has been stepped. */
    void looked(PoolLoop pool) {
        words.look(pool);
        notices.looked(pool);
    }

    /** Whether this engine holds a scope in a term. On any thread. */
    boolean holds(String scope, long term) {
        return leadership.holds(scope, term);
    }

    /** Whether what operators say is known as it is now. On any thread; may look at the store. */
    boolean hasFreshWords() throws IOException {
        return words.areFresh();
    }

    void lookAtWords() {
        if (!closed) {
            words.look();
        }
    }

    // The machine of the process

    /** Takes an input, also while another one is being performed. */
    void tell(EngineInput input) {
        if (!begun) {
            return;
        }
        pending.add(input);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            for (EngineInput next = pending.poll(); next != null; next = pending.poll()) {
                EngineMachine.Step step = step(next);
                state = step.state();
                roster.follow(state);
                step.effects().forEach(this::perform);
                roster.takeNews().forEach(spec -> loopOf(spec.pool.pool()).tellIfBegun(new Input.Tick()));
                words.lookAtLeaders();
            }
        } finally {
            stepping = false;
        }
        scheduleTick();
    }

    /** A fault of the machine leaves everything as it was, and is looked at again soon. */
    private EngineMachine.Step step(EngineInput input) {
        try {
            return machine.step(state, input, runtime.nanoTime(), runtime.now());
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            log.error("action=engine_step_failed input={}", input.getClass().getSimpleName(), e);
            return machine.afterFault(state, ForeignText.of(e), runtime.nanoTime(), runtime.now());
        }
    }

    private void scheduleTick() {
        if (tick != null) {
            tick.cancel();
        }
        if (!closed) {
            long delay = Math.max(0, state.deadline() - runtime.nanoTime());
            tick = runtime.schedule(Duration.ofNanos(delay), () -> tell(new EngineInput.Tick()));
        }
    }

    private void perform(EngineEffect effect) {
        if (effect instanceof EngineEffect.ProbeControl probe) {
            controls.probe(probe);
        } else if (effect instanceof EngineEffect.GiveUpControl late) {
            controls.giveUp(late);
        } else if (effect instanceof EngineEffect.AskTerms ask) {
            leadership.ask(ask);
        } else if (effect instanceof EngineEffect.AskSpeaker ask) {
            leadership.askSpeaker(ask);
        } else if (effect instanceof EngineEffect.Resign resign) {
            leadership.resign(resign.scope(), callsIn(resign.scope()));
        } else if (effect instanceof EngineEffect.Raise raise) {
            leadership.raise(raise);
        } else if (effect instanceof EngineEffect.LookAtWords) {
            words.look();
        } else if (effect instanceof EngineEffect.KeepWords keep) {
            words.keep(keep.words());
        } else if (effect instanceof EngineEffect.DropWords drop) {
            words.drop(drop.numbers());
        } else if (effect instanceof EngineEffect.StoreEdited edited) {
            words.storeEdited(edited.pool(), edited.why());
        } else if (effect instanceof EngineEffect.Say say) {
            loopOf(say.pool()).tellIfBegun(new Input.WordsSet(say.intents()));
        } else if (effect instanceof EngineEffect.Wake wake) {
            wake.pools().forEach(pool -> loopOf(pool).tellIfBegun(new Input.Tick()));
        } else if (effect instanceof EngineEffect.Emit emit) {
            events.emit(emit.event());
        } else {
            throw new AssertionError("effect of an unknown kind: " + effect);
        }
    }

    /** Of this engine and of those before it, as far as is known; a call that has just been let go counts. */
    private Leadership.Calls callsIn(String scope) {
        boolean out = loops.values().stream().anyMatch(loop -> loop.mayHaveCallsOut(scope));
        return out ? Leadership.Calls.MAY_BE_OUT : Leadership.Calls.ENDED;
    }

    // What applications ask for

    /** Each pool as it is now. */
    public List<PoolSnapshot> snapshot() {
        EngineState now = state;
        return loops.values().stream().map(loop -> snapshot(loop, now)).toList();
    }

    private PoolSnapshot snapshot(PoolLoop loop, EngineState now) {
        return loop.snapshot(now);
    }

    /** Why a pool is as it is. */
    public Explanation explain(String pool) {
        return snapshot(loopOf(pool), state).explanation();
    }

    /** As it was built. */
    public String owner() {
        return roster.pools().get(0).identity.owner();
    }

    /** As it was built. */
    public String environment() {
        return roster.pools().get(0).identity.environment();
    }

    /** As it was built. */
    public boolean isDryRun() {
        return roster.pools().get(0).identity.dryRun();
    }

    /** As they were built. */
    public List<EndpointPool> pools() {
        return roster.pools().stream().map(spec -> spec.pool).toList();
    }

    /** What a pool's records give, while that is known. */
    public Optional<Published> published(String pool) {
        return notices.published(pool);
    }

    /** Calls a reaction when a pool's records have changed. */
    public Cancellable onMove(String pool, MoveReaction reaction) {
        return notices.onMove(pool, reaction);
    }

    /** Adds a listener. */
    public Cancellable listen(FailoverListener listener) {
        return events.add(listener);
    }

    /** How many events listeners have missed. */
    public long eventsDropped() {
        return events.dropped();
    }

    /** Adds one who keeps figures of probes. */
    public Cancellable record(ProbeRecorder recorder) {
        return probeRecords.add(recorder);
    }

    /** What a person types to stop all engines; empty if there is no such way. */
    public String stopAll() {
        return stopAll;
    }

    /** Who is seen to lead each scope. */
    public List<EngineSnapshot.Lead> leads() {
        return state.leadViews(machine.spec());
    }

    /** What this engine is called among the others. */
    public String instance() {
        return instance;
    }

    /** Who tells people what no leader can. */
    public Optional<EngineSnapshot.Lead> speaker() {
        return state.speaker();
    }

    /** What is wrong at present: with the engine, with its providers, then with its pools. */
    public List<Trouble> troubles() {
        List<Trouble> troubles = new ArrayList<>(state.wrong());
        loops.values().forEach(loop -> troubles.addAll(loop.state().troubles().present()));
        return troubles;
    }

    /** Takes what an operator says; the pool begins at once if its turn to begin has not come. */
    public CompletableFuture<IntentOutcome> say(OperatorIntent intent) {
        PoolLoop loop = loopOf(intent.pool());
        CompletableFuture<IntentOutcome> answer = new CompletableFuture<>();
        runtime.execute(() -> {
            loop.start();
            words.say(loop, intent, answer);
        });
        return answer;
    }

    /** Takes a failure that the application met. */
    public void report(String pool, String endpoint, String cause) {
        loopOf(pool).reports().met(endpoint, cause);
    }

    /** Tells what was counted at an endpoint that was left. */
    public void report(String pool, ResidualReport report) {
        PoolSpec spec = loopOf(pool).spec();
        if (spec.endpoints.stream().noneMatch(each -> each.id().equals(report.endpoint()))) {
            throw new IllegalArgumentException("endpoint: " + report.endpoint() + " is none of pool " + pool + "'s");
        }
        runtime.execute(() -> {
            if (begun && !closed) {
                events.emit(new Made.ResidualTraffic(pool, runtime.now(), report));
            }
        });
    }

    private PoolLoop loopOf(int pool) {
        return loopOf(roster.pools().get(pool).pool.pool());
    }

    PoolLoop loopOf(String pool) {
        PoolLoop loop = loops.get(pool);
        if (loop == null) {
            throw new IllegalArgumentException("pool: " + pool + " is none of this engine's pools " + loops.keySet());
        }
        return loop;
    }

    /** Looks at everything a failover would need. */
    public CompletableFuture<PreflightReport> preflight() {
        return preflights.look();
    }

    /**
     * Stops every pool and gives up the lead; {@code then} runs when that is done.
     *
     * @param limit how long listeners may then take for what waits for them
     * @param then told whether they have taken all of it
     */
    public void close(Duration limit, Consumer<Boolean> then) {
        runtime.execute(() -> {
            loops.values().forEach(PoolLoop::close);
            words.close();
            notices.close();
            stopFile.ifPresent(StopFileLook::close);
            preflights.close();
            roster.close();
            tell(new EngineInput.Close());
            closed = true;
            scheduleTick();
            leadership.whenResigned(() -> events.drain(limit, then));
        });
    }
}
