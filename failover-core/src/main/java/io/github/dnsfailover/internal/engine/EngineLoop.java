package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.PreflightReport.Finding;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordChange.Urgency;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** All pools of an engine, and what they share. Public methods may be called from any thread. */
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
            boolean dryRun) {}

    private final EngineRuntime runtime;
    private final Settings settings;
    private final Map<String, PoolLoop> loops = new LinkedHashMap<>();
    private final EventHub events;

    /** Those that have not ended; of the engine thread. */
    private final List<Preflight> preflights = new ArrayList<>();

    private final LeadershipWatch watch;
    private final ControlWatch controls;
    private final IdentityHashMap<DnsProvider, ProviderCalls> calls = new IdentityHashMap<>();

    /**
     * Lays everything out; nothing runs yet.
     *
     * @throws IllegalArgumentException if a pool does not fit the engine
     */
    public EngineLoop(EngineRuntime runtime, Settings settings) {
        this.runtime = runtime;
        this.settings = settings;
        this.events =
                new EventHub(runtime, settings.listeners(), settings.pools().size());
        this.watch = new LeadershipWatch(runtime, settings.leadership(), this::anyPoolIsBlind, this::termSeen);
        this.controls = new ControlWatch(
                runtime, settings.controls(), input -> loops.values().forEach(loop -> loop.tellIfBegun(input)));
        PoolSpec.Identity identity = new PoolSpec.Identity(
                settings.owner(),
                settings.environment(),
                settings.leadership().instances(),
                settings.dryRun(),
                controls.hasTargets());
        for (EndpointPool pool : settings.pools()) {
            ProviderCalls way =
                    calls.computeIfAbsent(pool.provider(), provider -> new ProviderCalls(runtime, provider.traits()));
            PoolLoop.Surroundings around =
                    new PoolLoop.Surroundings(runtime, events, way, settings.leadership(), watch::resign, controls);
            IntentStore store = new IntentStore(runtime, settings.store(), pool.pool());
            loops.put(pool.pool(), new PoolLoop(new PoolSpec(pool, identity), around, store));
        }
    }

    /** Starts every pool, some at a time: in one burst the last would be late, and lateness is taken for blindness. */
    public void start() {
        runtime.execute(() -> {
            warmUp();
            startSome(loops.values().iterator());
            controls.start();
            watch.poll();
        });
    }

    private void startSome(Iterator<PoolLoop> rest) {
        for (int i = 0; i < Limits.START_BATCH && rest.hasNext(); i++) {
            rest.next().start();
        }
        if (rest.hasNext()) {
            runtime.schedule(Limits.START_PAUSE, () -> startSome(rest));
        }
    }

    /** A failure has no event: it is told by the first call that needs the provider, and by a preflight. */
    private void warmUp() {
        Set<DnsProvider> warm = Collections.newSetFromMap(new IdentityHashMap<>());
        for (EndpointPool pool : settings.pools()) {
            DnsProvider provider = pool.provider();
            if (warm.add(provider)) {
                Work<Boolean> work = () -> {
                    provider.warmUp();
                    return true;
                };
                Objects.requireNonNull(calls.get(provider)).submit(Urgency.REPAIR, work, end -> {});
            }
        }
    }

    private boolean anyPoolIsBlind() {
        return loops.values().stream().anyMatch(loop -> loop.state().sight().isBlind());
    }

    private void termSeen(OptionalLong term, String detail) {
        loops.values().forEach(loop -> loop.termSeen(term, detail));
    }

    /** Each pool as it is now. */
    public List<PoolSnapshot> snapshot() {
        return loops.values().stream().map(PoolLoop::snapshot).toList();
    }

    /** Whether there is a pool of this name. */
    public boolean has(String pool) {
        return loops.containsKey(pool);
    }

    /** Takes what an operator says for a pool that exists. */
    public CompletableFuture<IntentOutcome> say(OperatorIntent intent) {
        CompletableFuture<IntentOutcome> answer = new CompletableFuture<>();
        PoolLoop loop = loops.get(intent.pool());
        if (loop == null) {
            throw new IllegalArgumentException(
                    "pool: " + intent.pool() + " is none of this engine's pools " + loops.keySet());
        }
        runtime.execute(() -> loop.say(intent, answer));
        return answer;
    }

    /**
     * Takes a failure that the application met.
     *
     * @throws IllegalArgumentException if there is no such pool or endpoint
     */
    public void report(String pool, String endpoint, String cause) {
        PoolLoop loop = loops.get(pool);
        if (loop == null) {
            throw new IllegalArgumentException("pool: " + pool + " is none of this engine's pools " + loops.keySet());
        }
        loop.reports().met(endpoint, cause);
    }

    /** Looks at everything a failover would need. */
    public CompletableFuture<PreflightReport> preflight() {
        CompletableFuture<PreflightReport> report = new CompletableFuture<>();
        Map<String, String> sites = new TreeMap<>();
        sites.put("engine", settings.site());
        sites.put("leadership", settings.leadership().site());
        sites.put("state store", settings.store().site());
        runtime.execute(() -> {
            Map<String, List<Finding>> byPool = new LinkedHashMap<>();
            List<Preflight> looks = new ArrayList<>();
            loops.forEach((name, loop) -> {
                List<ControlTarget> probed = looks.isEmpty() ? settings.controls() : List.of(); // once is enough
                looks.add(new Preflight(loop.spec(), runtime, new Preflight.Others(sites, probed), findings -> {
                    byPool.put(name, findings);
                    if (byPool.size() == loops.size()) {
                        preflights.removeAll(looks);
                        events.answer(report, reportOf(byPool));
                    }
                }));
            });
            preflights.addAll(looks);
            looks.forEach(Preflight::start);
        });
        return report;
    }

    private PreflightReport reportOf(Map<String, List<Finding>> byPool) {
        return new PreflightReport(loops.keySet().stream()
                .flatMap(pool -> byPool.getOrDefault(pool, List.of()).stream())
                .toList());
    }

    /** Stops every pool and gives up the lead; {@code then} runs when that is done. */
    public void close(Runnable then) {
        runtime.execute(() -> {
            controls.close();
            loops.values().forEach(PoolLoop::close);
            List.copyOf(preflights).forEach(look -> look.giveUp("the engine was closed"));
            watch.close(() -> events.drain(then));
        });
    }
}
