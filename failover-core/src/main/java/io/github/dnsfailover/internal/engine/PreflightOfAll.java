package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.PreflightReport.Finding;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.internal.machine.PoolSpec.Share;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Preflights of all pools, reported as one. Engine thread only, except {@link #look}. */
final class PreflightOfAll {

    private final EngineRuntime runtime;
    private final Preflight.Besides besides;
    private final List<PoolLoop> loops;
    private final EventHub hub;
    private final IdentityHashMap<DnsProvider, Slots> providers = new IdentityHashMap<>();
    private final Slots checks;
    private final Slots controls;

    /** Those that have not ended. */
    private final List<Preflight> open = new ArrayList<>();

    PreflightOfAll(EngineRuntime runtime, Preflight.Besides besides, List<PoolLoop> loops, EventHub hub) {
        this.runtime = runtime;
        this.besides = besides;
        this.loops = loops;
        this.hub = hub;
        this.checks = new Slots(runtime, Lane.CHECKS, EngineLimits.PREFLIGHT_CHECKS, EngineLimits.PREFLIGHT_HANGS);
        this.controls = new Slots(runtime, Lane.CONTROLS, EngineLimits.PREFLIGHT_SLOTS, EngineLimits.PREFLIGHT_HANGS);
    }

    CompletableFuture<PreflightReport> look() {
        CompletableFuture<PreflightReport> report = new CompletableFuture<>();
        runtime.execute(() -> begin(report));
        return report;
    }

    private void begin(CompletableFuture<PreflightReport> report) {
        Map<String, List<Finding>> byPool = new LinkedHashMap<>();
        List<Preflight> looks = new ArrayList<>();
        for (PoolLoop loop : loops) {
            Preflight.Besides with = looks.isEmpty() ? besides : besides.afterFirst(); // once is enough
            looks.add(new Preflight(loop, runtime, waysOf(loop), with, findings -> {
                byPool.put(loop.spec().pool.pool(), findings);
                if (byPool.size() == loops.size()) {
                    open.removeAll(looks);
                    hub.answer(report, reportOf(byPool));
                }
            }));
        }
        open.addAll(looks);
        startOneByOne(looks);
    }

    private Preflight.Ways waysOf(PoolLoop loop) {
        Slots provider = providers.computeIfAbsent(
                loop.spec().pool.provider(),
                any -> new Slots(runtime, Lane.PROVIDER, EngineLimits.PREFLIGHT_SLOTS, EngineLimits.PREFLIGHT_HANGS));
        return new Preflight.Ways(provider, loop.questions(), checks, controls);
    }

    /** An account whose rate is known is asked at half of it, so that failovers find the other half. */
    private void startOneByOne(List<Preflight> looks) {
        Map<String, Integer> before = new HashMap<>();
        for (Preflight look : looks) {
            Share share = look.share();
            int earlier = before.merge(share.account(), 1, Integer::sum) - 1;
            long delay = earlier * share.halfRate();
            if (delay == 0) {
                look.start();
            } else {
                runtime.schedule(Duration.ofNanos(delay), () -> startUnlessClosed(look));
            }
        }
    }

    private void startUnlessClosed(Preflight look) {
        if (open.contains(look)) {
            look.start();
        }
    }

    private PreflightReport reportOf(Map<String, List<Finding>> byPool) {
        return new PreflightReport(loops.stream()
                .flatMap(loop -> byPool.getOrDefault(loop.spec().pool.pool(), List.of()).stream())
                .toList());
    }

    void close() {
        List.copyOf(open).forEach(look -> look.giveUp("the engine was closed"));
    }
}
