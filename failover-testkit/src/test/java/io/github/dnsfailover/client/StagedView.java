package io.github.dnsfailover.client;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine's word on what is published, as a test says it. Time is virtual; reactions run on the test's thread. */
final class StagedView implements EngineView {

    final VirtualRuntime runtime = new VirtualRuntime(42);

    private final List<EndpointPool> pools;
    private final Map<String, Published> published = new ConcurrentHashMap<>();
    private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();
    private final Map<String, List<MoveReaction>> reactions = new ConcurrentHashMap<>();

    StagedView(EndpointPool... pools) {
        this.pools = List.of(pools);
    }

    static EndpointPool pool(String pool, List<String> names, Endpoint... endpoints) {
        EndpointPool.Builder builder = EndpointPool.named(pool);
        names.forEach(builder::name);
        Arrays.asList(endpoints).forEach(builder::endpoint);
        ProviderTraits traits = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .label("memory")
                .types(EnumSet.allOf(RecordType.class))
                .build();
        return builder.allowDifferentFamilies()
                .check((target, timeout) -> HealthResult.healthy())
                .provider(MemoryDnsProvider.of(MemoryZone.of("example.com")).traits(traits))
                .build();
    }

    @Override
    public List<EndpointPool> pools() {
        return pools;
    }

    @Override
    public Optional<Published> published(String pool) {
        return Optional.ofNullable(published.get(pool));
    }

    @Override
    public EngineRuntime.Cancellable onMove(String pool, MoveReaction reaction) {
        List<MoveReaction> all = reactions.computeIfAbsent(pool, p -> new CopyOnWriteArrayList<>());
        all.add(reaction);
        return () -> all.remove(reaction);
    }

    @Override
    public EngineRuntime runtime() {
        return runtime;
    }

    @Override
    public String owner() {
        return "acme/prod";
    }

    @Override
    public String instance() {
        return "";
    }

    @Override
    public void report(String pool, ResidualReport report) {
        throw new AssertionError("calls report nothing");
    }

    /** How many reactions there are. */
    int reactions() {
        return reactions.values().stream().mapToInt(List::size).sum();
    }

    /** It is known that these are published, and no move is. */
    void publish(String pool, String... endpoints) {
        published.put(pool, new Said(pool, endpoints(pool, endpoints), Optional.empty()));
    }

    /** It is not known any more what is published. */
    void forget(String pool) {
        published.remove(pool);
    }

    /** An address is not published from the next move on, though its endpoint is. */
    void withdraw(String address) {
        withdrawn.add(address);
    }

    /** These are published now, and reactions have been called at both stages. */
    void move(String pool, Cause cause, String... endpoints) {
        move(pool, Optional.of(cause), endpoints);
    }

    /** Somebody moved who is gone: there is no cause. */
    void moveOfSomebody(String pool, String... endpoints) {
        move(pool, Optional.empty(), endpoints);
    }

    private void move(String pool, Optional<Cause> cause, String... endpoints) {
        List<Endpoint> to = endpoints(pool, endpoints);
        List<Endpoint> left = new ArrayList<>(Optional.ofNullable(published.get(pool))
                .map(Published::endpoints)
                .orElse(List.of()));
        left.removeAll(to);
        Said now = new Said(pool, to, Optional.of(new Moved(cause, left, runtime.now())));
        published.put(pool, now);
        for (MoveReaction.Stage stage : MoveReaction.Stage.values()) {
            for (MoveReaction reaction : reactions.getOrDefault(pool, List.of())) {
                call(reaction, now, stage);
            }
        }
        runtime.advance(Duration.ZERO);
    }

    private static void call(MoveReaction reaction, Published now, MoveReaction.Stage stage) {
        try {
            reaction.moved(now, stage);
        } catch (Exception e) {
            throw new AssertionError("a reaction failed", e);
        }
    }

    private List<Endpoint> endpoints(String pool, String... ids) {
        return pools.stream()
                .filter(each -> each.pool().equals(pool))
                .flatMap(each -> each.endpoints().stream())
                .filter(each -> List.of(ids).contains(each.id()))
                .toList();
    }

    private record Moved(Optional<Cause> cause, List<Endpoint> left, Instant accepted) implements Published.Move {
        @Override
        public boolean proved() {
            return true;
        }
    }

    private final class Said implements Published {

        private final String pool;
        private final List<Endpoint> endpoints;
        private final Optional<Published.Move> move;
        private final Set<String> without;

        Said(String pool, List<Endpoint> endpoints, Optional<Moved> move) {
            this.pool = pool;
            this.endpoints = endpoints;
            this.move = move.map(Published.Move.class::cast);
            this.without = Set.copyOf(withdrawn);
        }

        @Override
        public String pool() {
            return pool;
        }

        @Override
        public List<Endpoint> endpoints() {
            return endpoints;
        }

        @Override
        public List<String> values(RecordType type) {
            return endpoints.stream()
                    .flatMap(each -> each.values(type).stream())
                    .filter(value -> !without.contains(value))
                    .toList();
        }

        @Override
        public Optional<Published.Move> move() {
            return move;
        }

        @Override
        public Optional<Instant> horizon() {
            return Optional.empty();
        }
    }
}
