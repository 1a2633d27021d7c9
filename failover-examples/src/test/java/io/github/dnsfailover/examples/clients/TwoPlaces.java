package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.client.FailoverDns;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** A pool of two addresses of loopback, in virtual time. Confined to one thread, but for its engine. */
final class TwoPlaces implements AutoCloseable {

    static final String POOL = "www";
    static final String HOST = "www.example.com";
    static final String ONE = "127.0.0.2";
    static final String TWO = "127.0.0.3";
    private static final int PORT_TRIES = 20;

    private final VirtualRuntime runtime = new VirtualRuntime(1);
    private final ScriptedCheck check = new ScriptedCheck();
    final FailoverEngine engine;
    final FailoverDns dns;

    TwoPlaces() {
        engine = FailoverEngine.builder()
                .pool(EndpointPool.named(POOL)
                        .name(HOST)
                        .endpoint(Endpoint.primary("one", ONE))
                        .endpoint(Endpoint.backup("two", TWO))
                        .check(check)
                        .failback(Failback.manual())
                        .provider(MemoryDnsProvider.of(MemoryZone.of("example.com")))
                        .build())
                .leadership(Leadership.singleInstance())
                .runtime(runtime)
                .withoutLogging()
                .build();
        dns = FailoverDns.of(engine);
        engine.start();
        runtime.advance(Duration.ofMinutes(5));
    }

    /** A port that is free at both. */
    static int freePort() throws IOException {
        for (int i = 1; ; i++) {
            try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getByName(ONE));
                    ServerSocket two = new ServerSocket()) {
                two.bind(new InetSocketAddress(TWO, one.getLocalPort()));
                return one.getLocalPort();
            } catch (IOException e) {
                if (i == PORT_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The first fails, and the record moves; every reaction has run. */
    void failOver() {
        check.fails("one", "does not answer");
        runtime.advance(Duration.ofMinutes(2));
    }

    /** An operator moves it, while both are good. */
    void moveByHand() {
        var said = engine.say(OperatorIntent.pin(POOL, "two").by("test").because("a move for practice"));
        runtime.advance(Duration.ofMinutes(2));
        said.join();
    }

    @Override
    public void close() {
        engine.close();
    }
}
