package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleEnded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A small world for one machine: targets that answer as told, a zone, a provider with faults, and a clock of its own.
 */
final class World {

    /** How the provider takes the next write. */
    enum Fault {
        NONE,
        /** Refused, nothing happens. */
        REFUSE,
        /** The answer is lost, nothing happened. */
        LOST_BEFORE,
        /** The answer is lost, the change was made. */
        LOST_AFTER,
        /** The answer is lost, the change is made 20 s later if it still fits. */
        LATE,
        /** The call does not return in time; the change was made; it returns 50 s later. */
        HANG,
        /** The call is not begun: it waits in the queue of this engine. */
        QUEUED
    }

    /** How the provider answers reads. */
    enum Reads {
        WORK,
        /** The call is not begun: it waits in the queue of this engine. */
        QUEUED,
        FAIL,
        /** The provider itself says that it cannot. */
        REFUSED,
        /** The provider says that what stands there is no set that can be managed. */
        UNREADABLE,
        /** They return 10 s later, and show the zone as it was when they began. */
        SLOW,
        /** They return 50 s later. */
        HANG,
        /** They show the zone as it was when this began. */
        STALE
    }

    private static final int MOST_STEPS_AT_ONCE = 1_000; // a machine that takes more without time passing is in a loop

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SLOW = Duration.ofSeconds(10);
    private static final Duration HUNG = Duration.ofSeconds(50);
    private static final Duration LATE = Duration.ofSeconds(20);
    private static final long ROUND_TRIP = Duration.ofMillis(20).toNanos();
    static final Duration SLOWEST_CALL = Duration.ofSeconds(20);
    private static final long FIRST_NANOS =
            Long.MAX_VALUE - Duration.ofMinutes(2).toNanos(); // overflows on purpose

    final Map<RecordKey, RecordSet> zone = new TreeMap<>();
    final List<FailoverEvent> events = new ArrayList<>();
    final List<PlannedWrite> writes = new ArrayList<>();
    final Deque<Fault> faults = new ArrayDeque<>();
    final List<String> log = new ArrayList<>();
    final Map<String, List<Duration>> probes = new HashMap<>();
    private final Map<String, HealthResult> targets = new HashMap<>();
    private final Map<String, Deque<HealthResult>> scripts = new HashMap<>();
    private final PriorityQueue<Due> agenda = new PriorityQueue<>();
    private final Leadership.Instances instances;
    private final PoolMachine machine;
    private final EngineMachine engineMachine;
    private final Deque<Input> pending = new ArrayDeque<>();
    private final Deque<EngineInput> pendingForEngine = new ArrayDeque<>();
    private boolean stepping;
    private boolean steppingEngine;
    private boolean begun;
    private EngineState engine;
    private Facts facts = Facts.NONE;
    private Consumer<World> afterEach = world -> {};
    private PoolState state;
    private long passed;
    private long order;
    private boolean controlsAnswer = true;
    private boolean ipv6ControlsAnswer = true;
    private long stalls;
    private Duration probeTakes = Duration.ofMillis(20);
    private int reads;
    private long lastCall;
    private Reads how = Reads.WORK;
    private List<RecordSet> stale = List.of();
    private WordBook stored = WordBook.EMPTY;
    private long version;
    private boolean storeFails;
    private int lives = 1;
    private boolean outdatesNext;
    private String rightMissing = "";
    private Duration clockAhead = Duration.ZERO;
    private boolean rightsHang;

    /** When the provider was asked whether the records may be written. */
    final List<Duration> proofs = new ArrayList<>();

    /** The truth, which is asked for right before a write. */
    private OptionalLong term = OptionalLong.empty();

    /** What the leadership says when it is asked each second. */
    private OptionalLong told = OptionalLong.empty();

    private Sighting sighting = Sighting.UNKNOWN;
    private Optional<Leader> leader = Optional.empty();

    /** What whoever leads says is published; empty if nothing is heard of that. */
    private Optional<Tidings> notice = Optional.empty();

    private boolean handedOver = true;

    private record Due(long at, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    World(UnaryOperator<EndpointPool.Builder> pool) {
        this(pool, Leadership.Instances.ONE, false);
    }

    World(UnaryOperator<EndpointPool.Builder> pool, Leadership.Instances instances, boolean dryRun) {
        this(pool, new PoolSpec.Identity("acme", "prod", instances, "", dryRun, false));
    }

    World(UnaryOperator<EndpointPool.Builder> pool, PoolSpec.Identity identity) {
        this(pool, identity, PoolSpec.Place.ALONE);
    }

    World(UnaryOperator<EndpointPool.Builder> pool, PoolSpec.Identity identity, PoolSpec.Place place) {
        EndpointPool built = pool.apply(EndpointPool.named("www")
                        .provider(provider(traits -> traits))
                        .check((target, timeout) -> HealthResult.healthy()))
                .build();
        instances = identity.instances();
        machine = new PoolMachine(new PoolSpec(built, identity, place));
        boolean several = instances == Leadership.Instances.SEVERAL;
        engineMachine = new EngineMachine(new EngineSpec(
                List.of(new EngineSpec.Pool("www", spec().scope, 0, spec().pool.withdrawsFamily(), "", 0)),
                List.of(new EngineSpec.Provider("the provider")),
                controls(identity),
                new EngineSpec.Election(several, Duration.ofSeconds(15).toNanos(), 0),
                several));
        engine = EngineState.first(engineMachine.spec(), nanos());
        PoolMachine.Step first = machine.start(1, nanos(), wall());
        state = first.state();
        first.effects().forEach(this::perform);
    }

    /** One of each family: that of IPv6 is asked second, and only a pool that withdraws IPv6 has it. */
    private List<EngineSpec.Control> controls(PoolSpec.Identity identity) {
        EngineSpec.Control resolver = new EngineSpec.Control("resolver", spec().timeout, false);
        EngineSpec.Control ipv6 = new EngineSpec.Control("resolver6", spec().timeout, true);
        return !identity.controlled()
                ? List.of()
                : spec().pool.withdrawsFamily() ? List.of(resolver, ipv6) : List.of(resolver);
    }

    /** A provider of other traits, for a pool that needs them. */
    static DnsProvider provider(UnaryOperator<ProviderTraits.Builder> traits) {
        return new NoProvider(traits.apply(ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                        .label("the provider")
                        .slowestCall(SLOWEST_CALL))
                .build());
    }

    /** Traits only: the world performs the calls itself. */
    private record NoProvider(ProviderTraits traits) implements DnsProvider {

        @Override
        public List<RecordSet> read(List<RecordKey> keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WriteResult apply(RecordChange change) {
            throw new UnsupportedOperationException();
        }
    }

    PoolSpec spec() {
        return machine.spec();
    }

    PoolState state() {
        return state;
    }

    /** What people are told of is read off this. */
    Scene scene() {
        Knowledge knowledge = notice.or(() -> Tidings.of(spec(), state, nanos()))
                .map(tidings -> new Knowledge().told(spec(), tidings, nanos(), wall()))
                .orElseGet(Knowledge::new);
        return new Scene(spec(), state, engine, knowledge.published(nanos()), true, nanos(), wall());
    }

    long nanos() {
        return FIRST_NANOS + passed;
    }

    Instant wall() {
        return BEGIN.plusNanos(passed).plus(clockAhead);
    }

    void afterEach(Consumer<World> look) {
        afterEach = look;
    }

    World records(RecordType type, int ttlSeconds, String... values) {
        return records("www.example.com", type, ttlSeconds, values);
    }

    World records(String name, RecordType type, int ttlSeconds, String... values) {
        RecordKey key = RecordKey.of(name, type);
        zone.put(
                key,
                values.length == 0 ? RecordSet.absent(key) : RecordSet.of(key, Duration.ofSeconds(ttlSeconds), values));
        return this;
    }

    World passes(String endpoint) {
        return answers(endpoint, HealthResult.healthy());
    }

    World fails(String endpoint) {
        return answers(endpoint, HealthResult.unhealthy("connection refused"));
    }

    World answers(String endpointOrHost, HealthResult result) {
        targets.put(endpointOrHost, result);
        return this;
    }

    /** What the next probes of one host find, one after the other; then what it {@link #answers}. */
    World nextProbes(String host, HealthResult... results) {
        scripts.computeIfAbsent(host, key -> new ArrayDeque<>()).addAll(List.of(results));
        return this;
    }

    World probesTake(Duration time) {
        probeTakes = time;
        return this;
    }

    /** When probes of a host began, counted from the start. */
    List<Duration> probesOf(String host) {
        return probes.getOrDefault(host, List.of());
    }

    /** How much time has passed since the start. */
    Duration time() {
        return Duration.ofNanos(passed);
    }

    PoolMachine machine() {
        return machine;
    }

    World reads(Reads value) {
        how = value;
        stale = current();
        return this;
    }

    /** The wall clock is ahead by so much from now on, and nobody says so. */
    World clockAhead(Duration value) {
        clockAhead = value;
        return this;
    }

    /** What the provider says of a right that is missing from now on; empty if none is. */
    World rightMissing(String value) {
        rightMissing = value;
        return this;
    }

    /** The provider no longer says whether the records may be written, or does again. */
    World rightsHang(boolean value) {
        rightsHang = value;
        return this;
    }

    EngineState engine() {
        return engine;
    }

    World readsFail(boolean fail) {
        return reads(fail ? Reads.FAIL : Reads.WORK);
    }

    World begin() {
        return begin(1);
    }

    /** Starts; term 0 is for an engine that does not lead. */
    World begin(long firstTerm) {
        begun = true;
        term = firstTerm == 0 ? OptionalLong.empty() : OptionalLong.of(firstTerm);
        told = term;
        take(new EngineInput.Tick());
        return this;
    }

    /** The leadership says so from now on, and says at once that it has something to say. */
    /** Whoever led before said nothing of its calls. */
    World expired() {
        handedOver = false;
        return this;
    }

    World leads(long newTerm) {
        term = OptionalLong.of(newTerm);
        told = term;
        take(new EngineInput.LeadMoved());
        return this;
    }

    /**
     * The process dies and starts again; what operators said was stored, and calls under way may still reach the zone.
     */
    World restart() {
        lives++;
        log("the process starts again");
        pending.clear();
        pendingForEngine.clear();
        facts = Facts.NONE;
        engine = EngineState.first(engineMachine.spec(), nanos());
        PoolMachine.Step first = machine.start(lives, nanos(), wall());
        state = first.state();
        first.effects().forEach(this::perform);
        take(new EngineInput.Tick());
        return this;
    }

    World follows() {
        term = OptionalLong.empty();
        told = term;
        take(new EngineInput.LeadMoved());
        return this;
    }

    /** What followers see of the lead. */
    World sees(Sighting value) {
        sighting = value;
        return this;
    }

    /** Another instance is seen to lead. */
    World seesLeader(String name, long itsTerm) {
        sighting = Sighting.SOMEBODY;
        leader = Optional.of(new Leader(itsTerm, false, name, Leadership.Candidate.SILENT, Duration.ofSeconds(15)));
        return this;
    }

    /** Whoever leads says that this endpoint is published, after a failover from the primary a moment ago. */
    World notice(String endpoint) {
        Tidings.Change change = new Tidings.Change(RecordsChanged.Cause.FAILOVER, List.of(0), wall(), true);
        Lineup lineup = Lineup.whole(List.of(spec().indexOf(endpoint)));
        notice = Optional.of(new Tidings(lineup, Optional.of(change), Optional.empty()));
        return this;
    }

    /** The state store fails from now on, or works again. */
    World storeFails(boolean value) {
        storeFails = value;
        return this;
    }

    /** The next write waits for its turn until it may not be made any more. */
    World outdatesNextWrite() {
        outdatesNext = true;
        return this;
    }

    /** The term ends, but the machine has not been told yet. */
    World termEndsUnnoticed() {
        term = OptionalLong.empty();
        return this;
    }

    /** As the loop does; gives the refusal, or nothing. */
    String say(OperatorIntent intent) {
        OperatorIntent complete = intent.who().isEmpty() ? intent.by("alice").because("test") : intent;
        String refusal = Admission.refusal(scene(), complete);
        if (refusal.isEmpty()) {
            store(stored.with(complete, engine.stamp(wall()), state.custody().inTheWay()));
        } else {
            log("refused: " + refusal);
        }
        return refusal;
    }

    /** Says it now, and the store takes it when the task that this gives is run. */
    Runnable saySlowly(OperatorIntent intent) {
        WordBook book = stored.with(
                intent.by("alice").because("test"), wall(), state.custody().inTheWay());
        return () -> hears(book);
    }

    /** Another instance stores something; this one hears it at its next look. */
    void sayElsewhere(OperatorIntent intent) {
        stored = stored.with(intent.by("bob").because("test"), engine.stamp(wall()), null);
        version++;
    }

    WordBook stored() {
        return stored;
    }

    /** The store shows this book from now on. */
    void hears(WordBook book) {
        store(book);
    }

    private void store(WordBook book) {
        stored = book;
        version++;
        take(new EngineInput.WordsRead(false, nanos(), version, stored));
    }

    void log(String line) {
        log.add(String.format(Locale.ROOT, "%9.3f %s", passed / 1e9, line));
    }

    /** Time passes without the machine being stepped: the process stands still. */
    void standStill(Duration time) {
        passed += time.toNanos();
    }

    /** The machine is suspended: only its wall clock counts that. */
    void suspend(Duration time) {
        clockAhead = clockAhead.plus(time);
    }

    World run(Duration time) {
        long end = passed + time.toNanos();
        int atOnce = 0;
        while (true) {
            long before = passed;
            long deadline = passed + (state.deadline() - nanos());
            long engineDeadline = begun ? passed + (engine.deadline() - nanos()) : Long.MAX_VALUE;
            Due due = agenda.peek();
            boolean dueFirst = due != null && due.at <= Math.min(deadline, engineDeadline);
            long next = dueFirst ? due.at : Math.min(deadline, engineDeadline);
            if (next > end) {
                passed = Math.max(passed, end);
                return this;
            }
            passed = Math.max(passed, next);
            if (dueFirst) {
                agenda.remove().task.run();
            } else if (engineDeadline <= deadline) {
                take(new EngineInput.Tick());
            } else {
                take(new Input.Tick());
            }
            atOnce = passed == before ? atOnce + 1 : 0;
            if (atOnce > MOST_STEPS_AT_ONCE) {
                throw new AssertionError("an endless loop: " + log.subList(Math.max(0, log.size() - 30), log.size()));
            }
        }
    }

    World run(double seconds) {
        return run(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    /** As the pool's loop does. */
    void take(Input input) {
        pending.add(input);
        if (stepping) {
            return;
        }
        stepping = true;
        for (Input next = pending.poll(); next != null; next = pending.poll()) {
            if (begun && engine.hasMissed(nanos(), wall())) {
                take(new EngineInput.Tick());
            }
            PoolMachine.Step step = machine.step(state, next, facts, nanos(), wall());
            state = step.state();
            step.effects().forEach(this::perform);
            afterEach.accept(this);
        }
        stepping = false;
    }

    /** As the engine's loop does. */
    void take(EngineInput input) {
        if (!begun) {
            return;
        }
        pendingForEngine.add(input);
        if (steppingEngine) {
            return;
        }
        steppingEngine = true;
        for (EngineInput next = pendingForEngine.poll(); next != null; next = pendingForEngine.poll()) {
            EngineMachine.Step step = engineMachine.step(engine, next, nanos(), wall());
            engine = step.state();
            Facts before = facts;
            facts = engine.facts(spec().scope, 0);
            step.effects().forEach(this::perform);
            if (facts.isNewsAfter(before)) {
                take(new Input.Tick());
            }
        }
        steppingEngine = false;
    }

    private void perform(EngineEffect effect) {
        if (effect instanceof EngineEffect.AskSpeaker) {
            return; // nobody knows
        }
        if (effect instanceof EngineEffect.ProbeControl probe) {
            probeControl(probe);
        } else if (effect instanceof EngineEffect.GiveUpControl late) {
            take(new EngineInput.ControlEnded(late.id(), late.control(), EngineInput.Ending.SILENT, nanos(), ""));
        } else if (effect instanceof EngineEffect.AskTerms ask) {
            Map<String, OptionalLong> terms = new TreeMap<>();
            ask.candidacies().keySet().forEach(scope -> terms.put(scope, told));
            Map<String, EngineInput.Look> looks = Map.of(spec().scope, new EngineInput.Look(sighting, leader, ""));
            take(new EngineInput.TermsAnswered(ask.id(), terms, handedOver ? terms.keySet() : Set.of(), looks, ""));
        } else if (effect instanceof EngineEffect.Resign resign) {
            log("-> resign: " + resign.why());
        } else if (effect instanceof EngineEffect.Raise raise) {
            log("-> raise the term above " + raise.term());
        } else if (effect instanceof EngineEffect.LookAtWords) {
            take(
                    storeFails
                            ? new EngineInput.WordsFailed(true, "the store is out of reach")
                            : new EngineInput.WordsRead(true, nanos(), version, stored));
        } else if (effect instanceof EngineEffect.KeepWords keep) {
            log("-> keep words " + keep.words().stream().map(Word::number).toList());
            store(stored.withKept(keep.words()));
        } else if (effect instanceof EngineEffect.DropWords drop) {
            log("-> drop words " + drop.numbers());
            store(stored.without(drop.numbers()));
        } else if (effect instanceof EngineEffect.StoreEdited edited) {
            log("-> store that it froze: " + edited.why());
            store(stored.withEdited(edited.pool(), edited.why(), wall()));
        } else if (effect instanceof EngineEffect.Say say) {
            take(new Input.WordsSet(say.intents()));
        } else if (effect instanceof EngineEffect.Wake) {
            take(new Input.Tick());
        } else if (effect instanceof EngineEffect.Emit emit) {
            tell(emit.event());
        } else {
            throw new AssertionError("effect of an unknown kind: " + effect);
        }
    }

    private void tell(FailoverEvent event) {
        events.add(event);
        log(event.getClass().getSimpleName() + " " + event.summary());
    }

    private void later(long nanos, Runnable task) {
        agenda.add(new Due(passed + nanos, order++, task));
    }

    /** Something that this life of the process is told later. */
    private void tellLater(long nanos, Supplier<Input> input) {
        int life = lives;
        later(nanos, () -> {
            if (life == lives) {
                take(input.get());
            }
        });
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.StartProbe probe) {
            probe(probe);
        } else if (effect instanceof Effect.AbandonProbe abandon) {
            HealthResult hung = HealthResult.unhealthy("no answer in time");
            tellLater(0, () -> new Input.ProbeEnded(abandon.id(), abandon.target(), hung, nanos() - spec().timeout, 0));
        } else if (effect instanceof Effect.Read read) {
            read(read.id());
        } else if (effect instanceof Effect.Write write) {
            write(write);
        } else if (effect instanceof Effect.Tell tell) {
            if (tell.input() instanceof EngineInput.ControlsWanted) {
                log("-> ask control targets");
            }
            take(tell.input());
        } else if (effect instanceof Effect.Emit emit) {
            tell(emit.event());
        } else if (effect instanceof Effect.Prove prove) {
            log("-> prove " + prove.accepted().write().to());
        } else if (effect instanceof Effect.ProveRights prove) {
            proofs.add(time());
            if (!rightsHang) {
                tellLater(ROUND_TRIP, () -> new Input.RightsAnswered(prove.id(), rightMissing));
            }
        } else if (effect instanceof Effect.HastenRead) {
            log("-> hasten the read");
        } else if (effect instanceof Effect.CancelCall) {
            log("-> cancel the call");
        } else {
            throw new AssertionError("effect of an unknown kind: " + effect);
        }
    }

    /** Whether control targets answer, if there are any. */
    World controlsAnswer(boolean value) {
        controlsAnswer = value;
        return this;
    }

    /** Whether control targets of IPv6 answer, if there are any. */
    World ipv6ControlsAnswer(boolean value) {
        ipv6ControlsAnswer = value;
        return this;
    }

    /** A probe that passes takes as long as any; one that finds nobody takes until the timeout. */
    private void probeControl(EngineEffect.ProbeControl probe) {
        long began = nanos();
        boolean answer = controlsAnswer && (probe.control() == 0 || ipv6ControlsAnswer);
        EngineInput.Ending ending = answer ? EngineInput.Ending.PASSED : EngineInput.Ending.FAILED;
        int life = lives;
        later(answer ? probeTakes.toNanos() : spec().timeout, () -> {
            if (life == lives) {
                take(new EngineInput.ControlEnded(probe.id(), probe.control(), ending, began, "UNHEALTHY (timeout)"));
            }
        });
    }

    World reports(String endpoint, String detail) {
        int index = spec().endpoints.stream().map(e -> e.id()).toList().indexOf(endpoint);
        take(new Input.FailuresReported(index, detail));
        return this;
    }

    /** From now on this process is kept from running for so much of each probe that ends. */
    World stalls(Duration ofEachProbe) {
        stalls = ofEachProbe.toNanos();
        return this;
    }

    private void probe(Effect.StartProbe probe) {
        PoolSpec.TargetSpec target = spec().targets.get(probe.target());
        String host = target.target().host();
        probes.computeIfAbsent(host, key -> new ArrayList<>()).add(Duration.ofNanos(passed));
        Deque<HealthResult> script = scripts.getOrDefault(host, new ArrayDeque<>());
        HealthResult byEndpoint = targets.getOrDefault(target.target().endpoint(), HealthResult.healthy());
        HealthResult result = script.isEmpty() ? targets.getOrDefault(host, byEndpoint) : script.remove();
        long began = nanos();
        boolean hangs = result.detail().equals("hangs");
        if (!hangs) {
            tellLater(
                    probeTakes.toNanos(),
                    () -> new Input.ProbeEnded(probe.id(), probe.target(), result, began, stalls));
        }
    }

    private void read(long id) {
        reads++;
        log("-> read");
        lastCall = id;
        if (how == Reads.QUEUED) {
            return;
        }
        tellLater(0, () -> new Input.CallStarted(id));
        Reads now = how;
        List<RecordSet> atFirst = current();
        Duration takes = now == Reads.HANG ? HUNG : now == Reads.SLOW ? SLOW : Duration.ZERO;
        tellLater(takes.toNanos(), () -> switch (now) {
            case FAIL -> new Input.ReadThrew(id, Input.Failure.unanswered("connection refused"));
            case REFUSED -> new Input.ReadThrew(id, answered("a strange record"));
            case UNREADABLE ->
                new Input.ReadThrew(id, new Input.Failure("two strings", true, Duration.ZERO, false, true));
            case STALE -> new Input.ReadReturned(id, stale);
            case SLOW -> new Input.ReadReturned(id, atFirst);
            case WORK, HANG, QUEUED -> new Input.ReadReturned(id, current());
        });
    }

    /** The read or write that was asked for last. */
    long lastCall() {
        return lastCall;
    }

    int reads() {
        return reads;
    }

    List<RecordSet> current() {
        return spec().keys.stream()
                .map(key -> zone.getOrDefault(key, RecordSet.absent(key)))
                .toList();
    }

    private void write(Effect.Write effect) {
        PlannedWrite write = effect.write();
        if (!term.equals(OptionalLong.of(effect.term()))) {
            log("-> write skipped, the term has ended");
            told = term;
            later(
                    0,
                    () -> take(new EngineInput.TermEnded(
                            spec().scope, "the term had ended when the write was to be sent")));
            tellLater(0, () -> new Input.WriteSkipped(write.id()));
            return;
        }
        if (outdatesNext) {
            outdatesNext = false;
            tellLater(0, () -> new Input.WriteSkipped(write.id()));
            return;
        }
        writes.add(write);
        log("-> write " + write.cause().name().toLowerCase(Locale.ROOT) + " " + write.from() + " to " + write.to());
        for (Transition transition : write.change().transitions()) {
            log("     " + transition);
        }
        Fault fault = faults.isEmpty() ? Fault.NONE : faults.remove();
        long id = write.id();
        lastCall = id;
        if (fault == Fault.QUEUED) {
            return;
        }
        tellLater(0, () -> new Input.CallStarted(id));
        switch (fault) {
            case QUEUED -> throw new AssertionError("it is not begun");
            case NONE -> tellLater(0, () -> apply(write) ? new Input.WriteApplied(id, "") : conflict(write));
            case REFUSE -> tellLater(0, () -> new Input.WriteThrew(id, Outcome.NOT_APPLIED, answered("refused")));
            case LOST_BEFORE -> tellLater(0, () -> unknown(id));
            case LOST_AFTER -> {
                apply(write);
                tellLater(0, () -> unknown(id));
            }
            case LATE -> {
                tellLater(0, () -> unknown(id));
                later(LATE.toNanos(), () -> log("the late write " + (apply(write) ? "lands" : "no longer fits")));
            }
            case HANG -> {
                apply(write);
                tellLater(HUNG.toNanos(), () -> new Input.WriteApplied(id, ""));
            }
        }
    }

    private static Input unknown(long id) {
        return new Input.WriteThrew(id, Outcome.UNKNOWN, Input.Failure.unanswered("connection reset"));
    }

    private static Input.Failure answered(String detail) {
        return new Input.Failure(detail, true, Duration.ZERO);
    }

    private Input conflict(PlannedWrite write) {
        List<RecordSet> actual = write.change().keys().stream()
                .map(key -> zone.getOrDefault(key, RecordSet.absent(key)))
                .toList();
        return new Input.WriteConflicted(write.id(), actual);
    }

    private boolean apply(PlannedWrite write) {
        for (Transition t : write.change().transitions()) {
            if (!zone.getOrDefault(t.key(), RecordSet.absent(t.key())).sameValues(t.expected())) {
                return false;
            }
        }
        write.change().transitions().forEach(t -> zone.put(t.key(), t.desired()));
        return true;
    }

    List<String> values(RecordType type) {
        RecordKey key = RecordKey.of("www.example.com", type);
        return zone.getOrDefault(key, RecordSet.absent(key)).values();
    }

    <E extends FailoverEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The troubles of a kind as they began. */
    List<Trouble> begun(Trouble.Kind kind) {
        return events(TroubleBegan.class).stream()
                .map(TroubleBegan::trouble)
                .filter(trouble -> trouble.kind() == kind)
                .toList();
    }

    /** The ends of troubles of a kind. */
    List<TroubleEnded> ended(Trouble.Kind kind) {
        return events(TroubleEnded.class).stream()
                .filter(event -> event.trouble().kind() == kind)
                .toList();
    }
}
