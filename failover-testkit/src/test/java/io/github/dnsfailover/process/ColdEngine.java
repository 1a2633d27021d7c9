package io.github.dnsfailover.process;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/**
 * A program: an engine with many pools that starts together with a service that has much to do, as services have when
 * they start: some threads on each processor compute and make garbage. Events go to its output, a line each; for each
 * byte of its input it says how many endpoints are healthy, and ends when that ends.
 */
public final class ColdEngine {

    private static final Duration TTL = Duration.ofSeconds(5);
    private static final int NUMBERS = 50_000; // sorted again and again by each busy thread

    private ColdEngine() {}

    /** Arguments: the addresses of primary and backup, their port, how many pools and how many busy threads. */
    public static void main(String[] args) throws Exception {
        String primary = args[0];
        String backup = args[1];
        HealthCheck check = HttpCheck.get("/").port(Integer.parseInt(args[2])).build();
        int pools = Integer.parseInt(args[3]);
        for (int i = 0; i < Integer.parseInt(args[4]); i++) {
            Thread busy = new Thread(ColdEngine::compute, "busy-" + i);
            busy.setDaemon(true);
            busy.start();
        }
        MemoryZone zone = MemoryZone.of("example.com");
        DnsProvider dns = MemoryDnsProvider.of(zone);
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(event -> System.out.println(event.getClass().getSimpleName() + " " + event.summary()));
        for (int i = 0; i < pools; i++) {
            String name = "p" + i + ".example.com";
            zone.put(RecordSet.of(RecordKey.of(name, RecordType.A), TTL, primary));
            builder.pool(EndpointPool.named("p" + i)
                    .name(name)
                    .ttl(TTL)
                    .endpoint(Endpoint.primary("primary", primary))
                    .endpoint(Endpoint.backup("backup", backup))
                    .check(check)
                    .interval(Duration.ofSeconds(1))
                    .timeout(Duration.ofSeconds(1))
                    .provider(dns)
                    .build());
        }
        try (FailoverEngine engine = builder.build()) {
            engine.start();
            System.out.println("started");
            while (System.in.read() >= 0) { // each byte is a question
                long healthy = engine.snapshot().pools().stream()
                        .flatMap(pool -> pool.endpoints().stream())
                        .filter(endpoint -> endpoint.health() == Health.HEALTHY)
                        .count();
                System.out.println("healthy: " + healthy);
            }
        }
    }

    private static void compute() {
        Random random = new Random(1);
        while (true) {
            int[] numbers = random.ints(NUMBERS).toArray();
            Arrays.sort(numbers);
        }
    }
}
