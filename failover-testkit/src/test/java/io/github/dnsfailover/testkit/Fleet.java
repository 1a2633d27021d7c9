package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.leader.LeaseLeadership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some instances of one application in virtual time, and pools at two vendors: {@code x1, x2 ..} in example.com at
 * vendor X, {@code y1, y2 ..} in example.net at vendor Y, each with a primary and a backup.
 */
final class Fleet {

    static final String X = "example.com";
    static final String Y = "example.net";
    private static final Duration SLOWEST_CALL = Duration.ofSeconds(20);

    final VirtualRuntime time = new VirtualRuntime(1);
    final SharedStateStore shared = new SharedStateStore();
    final SimulatedElection election;
    final List<Instance> instances = new ArrayList<>();
    private final Map<String, MemoryZone> zones = new HashMap<>();
    private final Map<String, MemoryDnsProvider> vendors = new HashMap<>();
    private final Set<String> down = new HashSet<>();
    private final Map<String, List<Duration>> changesOfLead = new HashMap<>();
    private EndpointPool anyPool;

    /** One process. */
    final class Instance {

        final Map<String, FaultyDnsProvider> dns = new HashMap<>();
        final List<FailoverEvent> events = new ArrayList<>();
        final SimulatedStore store;
        final SimulatedElection.Member member;
        final FailoverEngine engine;

        /** The way of its lease to the store. */
        final SharedStateStore way = shared.again();

        /** Null with the simulated election. */
        private final @Nullable LeaseLeadership lease;

        private Instance(int number, int poolsAtX, int poolsAtY, boolean several) {
            this(number, poolsAtX, poolsAtY, several, -1);
        }

        private Instance(int number, int poolsAtX, int poolsAtY, boolean several, long rank) {
            member = election.member("instance" + number);
            store = new SimulatedStore(time, new Random(number), shared);
            lease = rank < 0
                    ? null
                    : LeaseLeadership.in(way, "fleet")
                            .instance("instance" + number)
                            .runtime(new SimulatedProcess(time, Duration.ZERO))
                            .build();
            Leadership elected = lease == null ? member : lease;
            FailoverEngine.Builder builder = FailoverEngine.builder()
                    .leadership(several ? elected : Leadership.singleInstance())
                    .rank(Math.max(0, rank))
                    .stateStore(store)
                    .runtime(new SimulatedProcess(time, Duration.ZERO))
                    .withoutLogging()
                    .listener(events::add);
            vendors.forEach(
                    (zone, vendor) -> dns.put(zone, FaultyDnsProvider.around(vendor, time::schedule, time::elapse)));
            for (int i = 1; i <= poolsAtX; i++) {
                builder.pool(pool("x" + i, X, this));
            }
            for (int i = 1; i <= poolsAtY; i++) {
                builder.pool(pool("y" + i, Y, this));
            }
            engine = builder.build();
        }

        FaultyDnsProvider at(String zone) {
            return Objects.requireNonNull(dns.get(zone));
        }

        /** Says it, lets some time pass, and gives what came of it. */
        IntentOutcome says(OperatorIntent intent) {
            CompletableFuture<IntentOutcome> answer =
                    engine.say(intent.by("alice").because("test"));
            time.advance(Duration.ofSeconds(3));
            return answer.getNow(IntentOutcome.waiting("not answered yet"));
        }

        /** As an application is stopped in order. */
        void close() {
            engine.close();
            if (lease != null) {
                lease.close();
            }
        }

        boolean leads(String pool) {
            return engine.snapshot().pool(pool).term().isPresent();
        }
    }

    Fleet(int count, int poolsAtX, int poolsAtY) {
        this();
        for (int i = 0; i < count; i++) {
            instances.add(new Instance(i, poolsAtX, poolsAtY, count > 1));
        }
    }

    /** Instances with a lease over the store that they share, one pool at X, and these ranks. */
    static Fleet ofRanks(long... ranks) {
        Fleet fleet = new Fleet();
        for (long rank : ranks) {
            fleet.instances.add(fleet.new Instance(fleet.instances.size(), 1, 0, true, rank));
        }
        return fleet;
    }

    /** Another instance comes. */
    Instance join(long rank) {
        Instance instance = new Instance(instances.size(), 1, 0, true, rank);
        instances.add(instance);
        instance.engine.start();
        return instance;
    }

    private Fleet() {
        election = new SimulatedElection(
                time,
                new Random(7),
                (scope, member) -> changesOfLead
                        .computeIfAbsent(scope, name -> new ArrayList<>())
                        .add(time.passed()));
        for (String name : List.of(X, Y)) {
            MemoryZone zone = MemoryZone.of(name);
            zones.put(name, zone);
            vendors.put(
                    name,
                    MemoryDnsProvider.of(zone)
                            .traits(ProviderTraits.of(name, ProviderTraits.Consistency.ATOMIC)
                                    .label("vendor of " + name)
                                    .slowestCall(SLOWEST_CALL)
                                    .build())
                            .servers("ns1"));
        }
    }

    private EndpointPool pool(String id, String zone, Instance instance) {
        int number = Integer.parseInt(id.substring(1));
        anyPool = EndpointPool.named(id)
                .name(id + "." + zone)
                .endpoint(Endpoint.primary(id + "-primary", "192.0.2." + number))
                .endpoint(Endpoint.backup(id + "-backup", "198.51.100." + number))
                .check((target, timeout) -> down.contains(target.endpoint())
                        ? HealthResult.unhealthy("connection refused")
                        : HealthResult.healthy())
                .provider(instance.at(zone))
                .build();
        return anyPool;
    }

    Fleet start() {
        instances.forEach(instance -> instance.engine.start());
        time.advance(Duration.ofMinutes(2));
        return this;
    }

    Fleet each(Consumer<Instance> what) {
        instances.forEach(what);
        return this;
    }

    void dies(String endpoint) {
        down.add(endpoint);
    }

    void lives(String endpoint) {
        down.remove(endpoint);
    }

    void run(Duration span) {
        time.advance(span);
    }

    EndpointPool anyPool() {
        return anyPool;
    }

    /** Within which time a pool is right once nothing is in its way, and a lead that is lost is taken. */
    Duration bound() {
        return anyPool.convergence().total();
    }

    List<String> addresses(String pool, String zone) {
        return Objects.requireNonNull(zones.get(zone))
                .get(RecordKey.of(pool + "." + zone, RecordType.A))
                .values();
    }

    /** How often the records of a zone were changed. */
    int changes(String zone) {
        return Objects.requireNonNull(zones.get(zone)).history().size();
    }

    /** Somebody else puts an address there. */
    void edit(String pool, String zone, String address) {
        Objects.requireNonNull(zones.get(zone))
                .put(RecordSet.of(RecordKey.of(pool + "." + zone, RecordType.A), Duration.ofSeconds(30), address));
    }

    Instance leader(String pool) {
        return instances.stream()
                .filter(instance -> instance.leads(pool))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody leads " + pool));
    }

    Instance follower(String pool) {
        return instances.stream()
                .filter(instance -> !instance.leads(pool))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody follows " + pool));
    }

    /** How often the lead over a zone changed between two moments. */
    long changesOfLead(String zone, Duration from, Duration to) {
        return changesOfLead.getOrDefault(zone + ".", List.of()).stream()
                .filter(at -> at.compareTo(from) >= 0 && at.compareTo(to) < 0)
                .count();
    }
}
