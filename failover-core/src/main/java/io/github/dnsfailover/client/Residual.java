package io.github.dnsfailover.client;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.internal.engine.Coordination;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts what still arrives at an endpoint after the records have left it: how fast it runs out, and who stays.
 *
 * <pre>{@code
 * Residual residual = Residual.at(engine, www, "cloudhelix")
 *         .stateStore(store)
 *         .except(request -> request.agent().startsWith("Pingdom"))
 *         .build();
 * ...
 * residual.count(new Residual.Request(host, Residual.client(peer, forwardedFor, 1), agent)); // for each request
 * }</pre>
 *
 * <p>It always counts, since a place cannot know afterwards how much came before: what came from six minutes to one
 * minute before a move is the base. After a move every instance with a {@code Residual} adds up, each ten seconds, what
 * the instances at the place that was left have saved; when 99 % are gone, or an hour is over, it tells the engine, and
 * that is a {@link io.github.dnsfailover.event.ResidualTraffic}. A place at which nobody counts is not measured. If the
 * records come back before, nothing is told.
 *
 * <p>Addresses are kept as networks only, of 24 bits (IPv4) or 40 (IPv6), for five to ten minutes and only once the
 * place is left: 1,000 networks, further ones are counted together. The store gets some 10 KiB of each instance, every
 * ten seconds for an hour, under {@code residual:<owner>/<environment>/<pool>/<endpoint>} and keys below it; 64
 * instances of a place are added up. A store that fails costs what others counted meanwhile, and nothing else.
 *
 * <p>Thread-safe. {@link #count} takes well under a microsecond and calls nobody but the predicate.
 */
public final class Residual implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(5); // as stores have for the engine
    private static final Duration WATCHED = Duration.ofHours(1);

    /** What was counted at the end of the hour is there for whoever asks a moment later. */
    private static final Duration SAVED = WATCHED.plusMinutes(2);

    private static final Duration RECENT = Duration.ofMinutes(5);
    private static final int LONGEST_NAME = 60;

    /** All instances end a slot at the same moment; the store need not meet them all in that one. */
    private static final int SPREAD_MILLIS = 8_000;

    private final EngineView engine;
    private final EndpointPool pool;
    private final String endpoint;
    private final StateStore store;
    private final Predicate<Request> except;
    private final HostNames names;
    private final Coordination coordination;
    private final Duration spread;
    private final Cancellable reaction;
    private final LongAdder requests = new LongAdder();
    private final Map<String, ResidualReport> reports = new ConcurrentHashMap<>();

    /** By endpoint; engine thread only, as the tally and the turn of networks. */
    private final Map<String, Watch> watches = new LinkedHashMap<>();

    private final Tally tally = new Tally();

    private long turned;

    /** What came before the present networks; null unless the own endpoint is watched. */
    private @Nullable NetworkCounts before;

    /** Of the last minutes; null unless the own endpoint is watched. Written on the engine thread. */
    private volatile @Nullable NetworkCounts networks;

    private volatile boolean closed;

    /**
     * What a filter knows of a request. Text of others: it is compared and read as an address, and never kept.
     *
     * @param host the Host header; empty if there is none
     * @param client the client's address, see {@link Residual#client}
     * @param agent the User-Agent header; empty if there is none
     */
    public record Request(String host, String client, String agent) {

        /** Refuses nulls. */
        public Request {
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(client, "client");
            Objects.requireNonNull(agent, "agent");
        }
    }

    /** A place that was left. */
    private static final class Watch {

        private final String endpoint;
        private final Instant left;
        private final SharedCounts shared;
        private final long begun;
        private List<Counted> others = List.of();
        private boolean told;

        Watch(String endpoint, Instant left, SharedCounts shared, long begun) {
            this.endpoint = endpoint;
            this.left = left;
            this.shared = shared;
            this.begun = begun;
        }

        private boolean isOver(long now, Duration time) {
            return now - begun >= time.toNanos();
        }
    }

    private Residual(Builder builder) {
        engine = builder.engine;
        pool = builder.pool;
        endpoint = builder.endpoint;
        store = builder.store;
        except = builder.except;
        names = HostNames.of(pool);
        coordination = new Coordination(engine.runtime(), ANSWER, Lane.REACTIONS);
        spread = Duration.ofMillis(Math.floorMod(engine.runtime().seed(), SPREAD_MILLIS));
        reaction = engine.onMove(
                pool.pool(),
                (now, stage) -> engine.runtime().execute(() -> now.move().ifPresent(move -> moved(now, move))));
        engine.runtime().execute(this::look);
    }

    /**
     * Describes the counting of a process that serves as this endpoint.
     *
     * @param endpoint the endpoint's id
     * @throws IllegalArgumentException if the pool is none of the engine's, or has no such endpoint
     */
    public static Builder at(FailoverEngine engine, EndpointPool pool, String endpoint) {
        return at(EngineView.of(engine), pool, endpoint);
    }

    static Builder at(EngineView engine, EndpointPool pool, String endpoint) {
        Serving.requireKnown(engine, pool, endpoint);
        return new Builder(engine, pool, endpoint);
    }

    /**
     * The client's address, where proxies in front of the server write it to X-Forwarded-For. It is counted from the
     * right: what stands further to the left than the trusted proxies reach anybody may have written, and it is not
     * looked at.
     *
     * @param peer the address of whoever made the connection, as the server says
     * @param forwardedFor the values of the header, in their order; empty if there is none
     * @param trustedProxies how many proxies there are in front of the server, each of which adds one entry; 0 if there
     *     are none, and then the header does not matter
     * @return empty if what stands there is no address
     */
    public static String client(String peer, List<String> forwardedFor, int trustedProxies) {
        if (trustedProxies < 0) {
            throw new IllegalArgumentException("trustedProxies: " + trustedProxies + " is negative");
        }
        return ForwardedFor.client(peer, forwardedFor, trustedProxies);
    }

    /** Counts a request, if it asks for a name of the pool and is not excepted. */
    public void count(Request request) {
        if (!names.has(request.host()) || except.test(request)) {
            return;
        }
        requests.increment();
        NetworkCounts now = networks;
        if (now != null) {
            now.add(Network.of(request.client()));
        }
    }

    /** What is known of an endpoint that was left, ten seconds old; empty if it was not, or is published again. */
    public Optional<ResidualReport> report(String left) {
        return Optional.ofNullable(reports.get(left));
    }

    /** Counts and tells nothing more. What was saved stays for the others. */
    @Override
    public void close() {
        closed = true;
        reaction.cancel();
    }

    // On the engine thread

    /** At the end of each slot. */
    private void look() {
        if (closed) {
            return;
        }
        Instant now = engine.runtime().now();
        tally.look(now, requests.sumThenReset());
        turnNetworks();
        watches.values().removeIf(watch -> watch.isOver(engine.runtime().nanoTime(), SAVED));
        if (!watches.containsKey(endpoint)) {
            networks = null;
            before = null;
        }
        engine.runtime().schedule(spread, () -> watches.values().forEach(this::look));
        Duration left = Duration.between(now, Tally.end(Tally.slot(now)));
        engine.runtime().schedule(left, this::look);
    }

    private void turnNetworks() {
        long now = engine.runtime().nanoTime();
        if (networks != null && now - turned >= RECENT.toNanos()) {
            turned = now;
            before = networks;
            networks = new NetworkCounts();
        }
    }

    private void moved(Published now, Published.Move move) {
        now.endpoints().forEach(published -> {
            watches.remove(published.id());
            reports.remove(published.id());
        });
        for (Endpoint left : move.left()) {
            Watch known = watches.get(left.id());
            if (closed || now.has(left.id()) || (known != null && known.left.equals(move.accepted()))) {
                continue;
            }
            SharedCounts shared = new SharedCounts(store, place(left), self());
            long begun = engine.runtime().nanoTime();
            watches.put(left.id(), new Watch(left.id(), move.accepted(), shared, begun));
            if (left.id().equals(endpoint)) {
                turned = begun;
                before = null;
                networks = new NetworkCounts();
            }
        }
    }

    private String place(Endpoint left) {
        return engine.owner() + "/" + pool.pool() + "/" + left.id();
    }

    private SharedCounts.Self self() {
        String name = engine.instance().replaceAll("[^A-Za-z0-9._:/-]", "_");
        String shown = name.isEmpty() ? "-" : name.substring(0, Math.min(name.length(), LONGEST_NAME));
        return new SharedCounts.Self(Long.toHexString(engine.runtime().seed()), shown);
    }

    private void look(Watch watch) {
        Instant now = engine.runtime().now();
        Optional<Counted> own = watch.endpoint.equals(endpoint) ? Optional.of(counted()) : Optional.empty();
        coordination.call(Coordination.Kind.LOOK, () -> watch.shared.exchange(own, now), end -> {
            List<Counted> found = end.value();
            if (found != null) {
                watch.others = found; // else what they told before: they fell silent, as far as can be seen here
            }
            List<Counted> all = new ArrayList<>(watch.others);
            own.ifPresent(all::add);
            take(watch, Ebb.report(watch.endpoint, watch.left, all, now));
        });
    }

    private Counted counted() {
        NetworkCounts present = networks;
        NetworkCounts past = before;
        NetworkCounts now = present == null ? new NetworkCounts() : present;
        NetworkCounts old = past == null ? new NetworkCounts() : past;
        Map<Long, Long> both = now.counted();
        old.counted().forEach((network, count) -> both.merge(network, count, Long::sum));
        return new Counted(tally.slots(), both, now.others() + old.others());
    }

    private void take(Watch watch, ResidualReport report) {
        if (closed || !watch.equals(watches.get(watch.endpoint))) {
            return;
        }
        reports.put(watch.endpoint, report);
        boolean over = watch.isOver(engine.runtime().nanoTime(), WATCHED);
        if (!watch.told && (over || report.gone(99).isPresent())) {
            watch.told = true;
            engine.report(pool.pool(), report);
        }
    }

    /** Describes a {@link Residual}; confined to one thread. */
    public static final class Builder {

        private final EngineView engine;
        private final EndpointPool pool;
        private final String endpoint;
        private StateStore store = StateStore.memory();
        private Predicate<Request> except = request -> false;

        private Builder(EngineView engine, EndpointPool pool, String endpoint) {
            this.engine = engine;
            this.pool = pool;
            this.endpoint = endpoint;
        }

        /**
         * Where the instances of all places tell each other what they counted, such as the one of the engine; needed if
         * there are several. Default in memory.
         */
        public Builder stateStore(StateStore value) {
            store = Objects.requireNonNull(value, "stateStore");
            return this;
        }

        /** What is not counted: probes and monitors, which stay for ever. Called on the thread of each request. */
        public Builder except(Predicate<Request> value) {
            except = Objects.requireNonNull(value, "except");
            return this;
        }

        /** Begins to count. */
        public Residual build() {
            return new Residual(this);
        }
    }
}
