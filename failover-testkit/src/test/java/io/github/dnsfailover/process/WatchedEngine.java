package io.github.dnsfailover.process;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import java.time.Duration;

/**
 * A program: an engine with one pool, whose events go to its output, a line each. The zone is in its memory, so that
 * the provider stays within reach whatever happens to the network. Ends when its input ends.
 */
public final class WatchedEngine {

    private WatchedEngine() {}

    /** Arguments: the addresses of primary, backup and, if there is one, control target, and their port. */
    public static void main(String[] args) throws Exception {
        String primary = args[0];
        String backup = args[1];
        String control = args[2];
        int port = Integer.parseInt(args[3]);
        MemoryZone zone = MemoryZone.of("example.com");
        zone.put(RecordSet.of(RecordKey.of("www.example.com", RecordType.A), Duration.ofSeconds(5), primary));
        EndpointPool www = EndpointPool.named("www")
                .name("www.example.com")
                .ttl(Duration.ofSeconds(5))
                .endpoint(Endpoint.primary("primary", primary))
                .endpoint(Endpoint.backup("backup", backup))
                .check(HttpCheck.get("/").port(port).build())
                .interval(Duration.ofSeconds(1))
                .timeout(Duration.ofSeconds(1))
                .provider(MemoryDnsProvider.of(zone))
                .build();
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .pool(www)
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(event -> System.out.println(event.getClass().getSimpleName() + " " + event.summary()));
        if (!control.equals("none")) {
            builder.control(
                    ControlTarget.at("router", control, TcpCheck.port(port)).timeout(Duration.ofSeconds(1)));
        }
        try (FailoverEngine engine = builder.build()) {
            engine.start();
            while (System.in.read() >= 0) {
                System.out.println("still here");
            }
        }
    }
}
