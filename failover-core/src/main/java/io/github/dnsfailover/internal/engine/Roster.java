package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.internal.machine.EngineInput;
import io.github.dnsfailover.internal.machine.EngineSpec;
import io.github.dnsfailover.internal.machine.EngineState;
import io.github.dnsfailover.internal.machine.Facts;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The pools of an engine and what groups of them share: the way to a provider, and the facts of the process that the
 * pools of one scope and one provider see. Engine thread only.
 */
final class Roster {

    /** Pools that see the same facts. */
    private record Group(String scope, int provider) {}

    private final EngineRuntime runtime;
    private final EngineSpec engineSpec;
    private final List<PoolSpec> pools = new ArrayList<>();
    private final List<DnsProvider> providers = new ArrayList<>();
    private final List<ProviderCalls> calls = new ArrayList<>();
    private final Accounts accounts;
    private final List<Slots> questions = new ArrayList<>();
    private final List<SilentServers> silent = new ArrayList<>();
    private final Consumer<EngineInput> engine;
    private final Map<Group, List<PoolSpec>> groups = new LinkedHashMap<>();
    private final Map<Group, Facts> facts = new LinkedHashMap<>();
    private final List<PoolSpec> news = new ArrayList<>();

    /** 48 random bits: no two engines have the same, and one that is started again has another. */
    private static String self(long seed) {
        return String.format(Locale.ROOT, "%012x", seed >>> 16);
    }

    Roster(EngineRuntime runtime, EngineLoop.Settings settings, Consumer<EngineInput> engine) {
        this.runtime = runtime;
        this.engine = engine;
        Leadership leadership = settings.leadership();
        PoolSpec.Identity identity = new PoolSpec.Identity(
                settings.owner(),
                settings.environment(),
                leadership.instances(),
                leadership.instances() == Leadership.Instances.ONE ? "" : self(runtime.seed()),
                settings.dryRun(),
                !settings.controls().isEmpty());
        Map<String, String> sites = sites(settings);
        accounts = new Accounts(runtime, settings.pools());
        IdentityHashMap<DnsProvider, Integer> numbers = new IdentityHashMap<>();
        for (EndpointPool pool : settings.pools()) {
            int provider = numbers.computeIfAbsent(pool.provider(), this::add);
            PoolSpec.Place place = new PoolSpec.Place(
                    pools.size(), provider, scouts(settings, pool), accounts.shareOf(pool.provider()));
            PoolSpec spec = new PoolSpec(pool, identity, place, sites);
            calls.get(provider).importanceOf(pools.size(), pool.importance());
            pools.add(spec);
            groups.computeIfAbsent(groupOf(spec), group -> new ArrayList<>()).add(spec);
        }
        groups.keySet().forEach(group -> facts.put(group, Facts.NONE));
        this.engineSpec = engineSpec(settings);
    }

    /** Where the engine lies and what it needs; no election and a store of its own need no site. */
    private static Map<String, String> sites(EngineLoop.Settings settings) {
        Leadership leadership = settings.leadership();
        StateStore store = settings.store();
        Map<String, String> sites = new LinkedHashMap<>(Map.of(PoolSpec.ENGINE, settings.site()));
        if (leadership.instances() == Leadership.Instances.SEVERAL
                || !leadership.site().isEmpty()) {
            sites.put(PoolSpec.LEADERSHIP, leadership.site());
        }
        if (store.reach() == StateStore.Reach.SHARED || !store.site().isEmpty()) {
            sites.put(PoolSpec.STORE, store.site());
        }
        return sites;
    }

    /** The first pools of a provider. */
    private PoolSpec.Scouts scouts(EngineLoop.Settings settings, EndpointPool pool) {
        List<EndpointPool> sharing = settings.pools().stream()
                .filter(other -> other.provider() == pool.provider())
                .limit(EngineLimits.SCOUTS)
                .toList();
        int number = sharing.indexOf(pool);
        return new PoolSpec.Scouts(number < 0 ? sharing.size() : number, sharing.size());
    }

    private int add(DnsProvider provider) {
        providers.add(provider);
        calls.add(new ProviderCalls(runtime, provider, provider.traits(), accounts.of(provider)));
        Slots slots = new Slots(runtime, Lane.VERIFICATION, EngineLimits.QUESTION_SLOTS, EngineLimits.QUESTION_LIMIT);
        questions.add(slots);
        silent.add(new SilentServers(providers.size() - 1, runtime, engine, slots));
        return providers.size() - 1;
    }

    /** An application's leadership may say anything. */
    private static Duration lease(Leadership leadership) {
        Duration lease = leadership.lease();
        if (lease.isNegative() || lease.compareTo(EngineLimits.LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException(
                    "leadership: lease " + lease + "; 0 to " + EngineLimits.LONGEST_LEASE + " are allowed");
        }
        return lease;
    }

    private EngineSpec engineSpec(EngineLoop.Settings settings) {
        Leadership leadership = settings.leadership();
        return new EngineSpec(
                pools.stream()
                        .map(spec -> new EngineSpec.Pool(
                                spec.pool.pool(),
                                spec.scope,
                                spec.place.provider(),
                                spec.pool.withdrawsFamily(),
                                spec.configuration,
                                spec.settleLimit + Math.max(spec.interval, spec.intervalWhenDown)))
                        .toList(),
                providers.stream()
                        .map(provider ->
                                new EngineSpec.Provider(provider.traits().label()))
                        .toList(),
                settings.controls().stream()
                        .map(control -> new EngineSpec.Control(
                                control.name(), control.timeout().toNanos(), isIpv6(control)))
                        .toList(),
                new EngineSpec.Election(
                        leadership.instances() == Leadership.Instances.SEVERAL,
                        lease(leadership).toNanos(),
                        settings.rank(),
                        settings.listeners().stream().anyMatch(FailoverListener::tellsPeople)),
                settings.store().reach() == StateStore.Reach.SHARED);
    }

    EngineSpec engineSpec() {
        return engineSpec;
    }

    List<PoolSpec> pools() {
        return pools;
    }

    ProviderCalls callsOf(PoolSpec pool) {
        return calls.get(pool.place.provider());
    }

    /** The way to the servers of the pool's zone. */
    Slots questionsOf(PoolSpec pool) {
        return questions.get(pool.place.provider());
    }

    SilentServers silentServersOf(PoolSpec pool) {
        return silent.get(pool.place.provider());
    }

    void close() {
        silent.forEach(SilentServers::close);
        accounts.close();
    }

    /** A failure is not told here: it is by the first call that needs the provider, and by a preflight. */
    void warmUp() {
        for (int i = 0; i < providers.size(); i++) {
            warmUp(calls.get(i), providers.get(i));
        }
    }

    /** Called off like any call that takes too long: where a provider wants one call at a time, all others wait. */
    private void warmUp(ProviderCalls way, DnsProvider provider) {
        Work<Boolean> work = () -> {
            provider.warmUp();
            return true;
        };
        Cancellable[] limit = {() -> {}};
        Cancellable call = way.submit(ProviderCalls.Errand.REPAIR, work, end -> limit[0].cancel());
        limit[0] = runtime.schedule(way.slowestCall(), call::cancel);
    }

    // What pools see of the process

    Facts facts(PoolSpec pool) {
        return facts.getOrDefault(groupOf(pool), Facts.NONE);
    }

    /** The process has moved on: pools of a group for which that matters at once become news. */
    void follow(EngineState state) {
        for (Map.Entry<Group, List<PoolSpec>> each : groups.entrySet()) {
            Group group = each.getKey();
            Facts before = facts.getOrDefault(group, Facts.NONE);
            Facts now = state.facts(group.scope(), group.provider());
            if (!now.equals(before)) {
                facts.put(group, now);
                if (now.isNewsAfter(before)) {
                    news.addAll(each.getValue());
                }
            }
        }
    }

    /** The pools that must be stepped since the facts have changed. */
    List<PoolSpec> takeNews() {
        List<PoolSpec> taken = List.copyOf(news);
        news.clear();
        return taken;
    }

    private static Group groupOf(PoolSpec pool) {
        return new Group(pool.scope, pool.place.provider());
    }

    /** Whether a control target is asked by IPv6; each has an address. */
    static boolean isIpv6(ControlTarget control) {
        return control.target().address().orElseThrow() instanceof Inet6Address;
    }
}
