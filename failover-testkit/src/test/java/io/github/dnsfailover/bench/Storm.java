package io.github.dnsfailover.bench;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** One engine with many pools in one zone at one server, whose places all die at once. Confined to one thread. */
final class Storm implements AutoCloseable {

    static final List<String> PLACES = List.of("192.0.2.1", "198.51.100.1");

    private static final List<String> IDS = List.of("dc1", "aws");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(50);

    /** After so long without a word the server is asked: of very many events, some may have been dropped. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /** Until the place that was dead is proven again, and the escape floor of 5 s has passed. */
    private static final Duration REST = INTERVAL.plusSeconds(4);

    /** Failures reported by an application make a burst, upon which the place is probed at once. */
    private static final int BURST = 3;

    private final ScriptedCheck check = new ScriptedCheck();
    private final int pools;
    private final StormServer server;
    private final FailoverEngine engine;
    private volatile Moves moves;
    private int place;

    /** What has happened since all pools had to go to one place. Thread-safe. */
    private static final class Moves {

        private final Set<String> missing = ConcurrentHashMap.newKeySet();
        private final List<String> to;
        private volatile Instant last = Instant.now();
        private volatile long heardNanos = System.nanoTime();

        private Moves(int pools, String to) {
            IntStream.range(0, pools).forEach(i -> missing.add(name(i)));
            this.to = List.of(to);
        }

        private void happened(FailoverEvent event) {
            heardNanos = System.nanoTime();
            if (event instanceof RecordsChanged change
                    && change.to().equals(to)
                    && missing.remove(change.pool())
                    && change.accepted().isAfter(last)) {
                last = change.accepted();
            }
        }

        private boolean isSilent() {
            return System.nanoTime() - heardNanos > SILENCE.toNanos();
        }
    }

    Storm(int pools, StormServer server) {
        this.pools = pools;
        this.server = server;
        this.moves = new Moves(pools, IDS.get(0));
        Rfc2136Provider dns = Rfc2136Provider.zone(StormBench.ZONE)
                .server("127.0.0.1", server.port())
                .key(TsigKey.of(StormBench.KEY, StormBench.SECRET))
                .authorities(Authorities.at(List.of(server.address())))
                .build();
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
                .listener(this::happened)
                .withoutLogging();
        for (int i = 0; i < pools; i++) {
            builder.pool(EndpointPool.named(name(i))
                    .name(name(i) + "." + StormBench.ZONE)
                    .endpoint(Endpoint.primary(IDS.get(0), PLACES.get(0)))
                    .endpoint(Endpoint.backup(IDS.get(1), PLACES.get(1)))
                    .check(check)
                    .interval(INTERVAL)
                    .fall(1)
                    .rise(1)
                    .minimumUnhealthySpan(Duration.ZERO)
                    .failback(Failback.manual())
                    .provider(dns)
                    .build());
        }
        engine = builder.build();
    }

    static String name(int pool) {
        return "p" + pool;
    }

    private void happened(FailoverEvent event) {
        moves.happened(event);
    }

    /** Seconds until every pool has made its records. */
    double adopt() throws IOException {
        Instant since = Instant.now();
        engine.start();
        return secondsUntilMoved(since);
    }

    /**
     * Kills the place where all pools are, while the other one lives.
     *
     * @return seconds from that moment until the server had taken the last pool's change
     */
    double move() throws IOException {
        Programs.pause(REST);
        String dying = IDS.get(place);
        place = 1 - place;
        moves = new Moves(pools, IDS.get(place));
        Instant since = Instant.now();
        check.fails(dying, "connection refused");
        for (int i = 0; i < BURST * pools; i++) {
            engine.reportFailure(name(i / BURST), dying, "connection refused");
        }
        double seconds = secondsUntilMoved(since);
        check.passes(dying);
        return seconds;
    }

    private double secondsUntilMoved(Instant since) throws IOException {
        Moves now = moves;
        String address = PLACES.get(place);
        while (!now.missing.isEmpty() && !(now.isSilent() && server.count(address) == pools)) {
            if (Duration.between(since, Instant.now()).compareTo(LIMIT) > 0) {
                throw new IllegalStateException(
                        (pools - server.count(address)) + " of " + pools + " pools have not moved in " + LIMIT);
            }
            Programs.pause(POLL);
        }
        if (server.count(address) != pools) {
            throw new IllegalStateException("only " + server.count(address) + " of " + pools + " records have moved");
        }
        Instant end =
                now.missing.isEmpty() ? now.last : Instant.now(); // later than it was, if words of it were dropped
        return Duration.between(since, end).toNanos() / 1e9;
    }

    @Override
    public void close() {
        engine.close();
    }
}
