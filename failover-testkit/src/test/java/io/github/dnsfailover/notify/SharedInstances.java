package io.github.dnsfailover.notify;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.leader.LeaseLeadership;
import io.github.dnsfailover.testkit.FaultyDnsProvider;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.SharedStateStore;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Several processes of an application in virtual time, each with an engine and alerts of its own. */
final class SharedInstances {

    final List<Instance> instances = new ArrayList<>();

    /** Endpoints that every instance sees dead; those of the pool www7 alone are written siteA/www7. */
    final Set<String> dead = new HashSet<>();

    /** Where the primary of each pool lies. */
    String siteA = "dc1";

    private final VirtualRuntime runtime;
    private final SharedStateStore store = new SharedStateStore();
    private final MemoryZone zone = MemoryZone.of("example.com");

    private final FaultyDnsProvider provider;

    SharedInstances(VirtualRuntime runtime) {
        this.runtime = runtime;
        provider = FaultyDnsProvider.around(
                MemoryDnsProvider.of(zone).servers("ns1.example.net"), runtime::schedule, runtime::elapse);
    }

    /** The provider answers nobody, or does again. */
    void outage(boolean down) {
        if (down) {
            provider.plan(call -> new Fate(Fault.TIMED_OUT_BEFORE, Duration.ofSeconds(1), Duration.ZERO));
        } else {
            provider.heal();
        }
    }

    /** Writes the entry that stops all engines; empty to take it out. */
    void stopAll(String text) throws IOException {
        String key = "stop:dnsfailover/default";
        store.save(key, store.load(key).version(), text);
    }

    /**
     * One process of the application.
     *
     * @param deadHere endpoints that it alone sees dead
     * @param way its way to the store
     */
    record Instance(
            FailoverEngine engine, Alerts alerts, Notifier notifier, SharedStateStore way, Set<String> deadHere) {

        boolean leads() {
            return engine.snapshot().pool("www0").term().isPresent();
        }

        /** Its process is gone, and nothing is handed over. */
        void dies() {
            way.fail();
            engine.close();
            alerts.close();
        }
    }

    /** Starts one with so many pools: www0, www1 and so on. */
    void add(String name, int pools, Notifier notifier) {
        SharedStateStore way = store.again();
        Set<String> deadHere = new HashSet<>();
        LeaseLeadership lease =
                LeaseLeadership.in(way, "shop").instance(name).runtime(runtime).build();
        Alerts alerts = Alerts.builder()
                .notifier(notifier)
                .source("shop")
                .zone(ZoneId.of("UTC"))
                .runtime(runtime)
                .build();
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(lease)
                .stateStore(way)
                .listener(alerts)
                .withoutLogging()
                .runtime(runtime);
        IntStream.range(0, pools).forEach(number -> builder.pool(pool("www" + number, deadHere)));
        FailoverEngine engine = builder.build();
        alerts.snapshotFrom(engine::snapshot);
        engine.start();
        instances.add(new Instance(engine, alerts, notifier, way, deadHere));
    }

    private EndpointPool pool(String name, Set<String> deadHere) {
        return EndpointPool.named(name)
                .name(name + ".example.com")
                .endpoint(Endpoint.primary("siteA", "192.0.2.22").site(siteA))
                .endpoint(Endpoint.backup("siteB", "198.51.100.109").site("aws"))
                .failback(Failback.after(Duration.ofMinutes(1)))
                .check((target, timeout) -> isDead(target.endpoint(), name, deadHere)
                        ? HealthResult.unhealthy("connection refused")
                        : HealthResult.healthy())
                .provider(provider)
                .build();
    }

    private boolean isDead(String endpoint, String pool, Set<String> deadHere) {
        return dead.contains(endpoint) || dead.contains(endpoint + "/" + pool) || deadHere.contains(endpoint);
    }

    Instance leader() {
        return instances.stream().filter(Instance::leads).findFirst().orElseThrow();
    }

    List<Instance> followers() {
        return instances.stream().filter(instance -> !instance.leads()).toList();
    }
}
