package io.github.dnsfailover.bench;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import io.github.dnsfailover.testkit.NamedServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** This library with a real BIND. */
final class OursOnBind implements Peer {

    private static final String SECRET = "c2l4dGVlbiBieXRlcyBhdCBsZWFzdCE=";
    private static final Duration TTL = Duration.ofSeconds(5); // that of the rivals

    private final String label;
    private final String text;
    private final UnaryOperator<EndpointPool.Builder> settings;
    private final NamedServer named;
    private final AtomicLong probedAt = new AtomicLong(System.nanoTime());

    /** Null before the start. */
    private FailoverEngine engine;

    private OursOnBind(String label, String text, UnaryOperator<EndpointPool.Builder> settings) throws IOException {
        this.label = label;
        this.text = text;
        this.settings = settings;
        this.named = NamedServer.of(ReactionBench.ZONE).key("bench", SECRET).start();
    }

    /** Nobody moves for a short blackout. */
    static OursOnBind safe() throws IOException {
        return new OursOnBind(
                "safe",
                "interval 1 s, timeout 1 s, fall 3, re-check 1 s, span 3 s",
                pool -> pool.interval(Duration.ofSeconds(1))
                        .timeout(Duration.ofSeconds(1))
                        .fall(3)
                        .minimumUnhealthySpan(Duration.ofSeconds(3)));
    }

    /** As fast as a rival that believes one failure, with three. */
    static OursOnBind fast() throws IOException {
        return new OursOnBind(
                "fast",
                "interval 1 s, timeout 0.75 s, fall 3, re-check 50 ms, span 0",
                pool -> pool.interval(Duration.ofSeconds(1))
                        .timeout(Duration.ofMillis(750))
                        .fall(3)
                        .recheck(Duration.ofMillis(50))
                        .minimumUnhealthySpan(Duration.ZERO));
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String settings() {
        return "this library on BIND " + named.version() + ": " + text + "; rise 2, failback without a soak, TTL 5 s";
    }

    @Override
    public void start() throws IOException {
        named.put(RecordSet.of(RecordKey.of(ReactionBench.NAME, RecordType.A), TTL, ReactionBench.PRIMARY));
        Rfc2136Provider dns = Rfc2136Provider.zone(ReactionBench.ZONE)
                .server("127.0.0.1", named.port())
                .key(TsigKey.of("bench", SECRET))
                .build();
        HealthCheck check = HttpCheck.get("/index.html")
                .host(ReactionBench.NAME)
                .port(Site.PORT)
                .build();
        EndpointPool.Builder pool = EndpointPool.named(label)
                .name(ReactionBench.NAME)
                .ttl(TTL)
                .endpoint(Endpoint.primary("primary", ReactionBench.PRIMARY))
                .endpoint(Endpoint.backup("backup", ReactionBench.BACKUP))
                .check((target, timeout) -> {
                    if (target.endpoint().equals("primary")) {
                        probedAt.set(System.nanoTime());
                    }
                    return check.check(target, timeout);
                })
                .failback(Failback.after(Duration.ZERO))
                .provider(dns);
        engine = FailoverEngine.builder()
                .pool(settings.apply(pool).build())
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .build();
        engine.start();
    }

    /** When the last probe of the primary began, by {@link System#nanoTime}. */
    long probedAt() {
        return probedAt.get();
    }

    @Override
    public InetSocketAddress address() {
        return named.address();
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
        }
        named.close();
    }
}
