package io.github.dnsfailover.dyn;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import java.time.Duration;
import java.util.List;

/** Uses one service after the other with the provider that the argument names, and prints what came of it. */
final class ReadsInSmallHeap {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordSet OLD = RecordSet.of(A, Duration.ofSeconds(30), "192.0.2.1");
    private static final RecordSet NEW = RecordSet.of(A, Duration.ofSeconds(30), "198.51.100.1");

    private ReadsInSmallHeap() {}

    /** Takes arguments such as {@code dyn:name:8080}. */
    public static void main(String[] arguments) {
        for (String argument : arguments) {
            String[] parts = argument.split(":", -1);
            long start = System.nanoTime();
            String end = used(parts[0], "http://127.0.0.1:" + parts[2] + "/");
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            System.out.println(parts[1] + ": " + (seconds > 15 ? "late, " : "") + end);
        }
    }

    private static String used(String kind, String url) {
        try (DnsProvider provider = provider(kind, url)) {
            if (kind.equals("dyn")) {
                return "read " + provider.read(List.of(A));
            }
            return "applied " + provider.apply(RecordChange.of(OLD, NEW));
        } catch (DnsProviderException e) {
            return e.outcome() + " " + e.getMessage();
        }
    }

    private static DnsProvider provider(String kind, String url) {
        return kind.equals("dyn")
                ? DynProvider.zone("example.com")
                        .url(url)
                        .timeout(Duration.ofSeconds(8))
                        .requestsPerSecond(1_000)
                        .credentials(DynCredentials.managed("acme", "bot", "secret"))
                        .build()
                : DynUpdateProvider.zone("example.com")
                        .url(url)
                        .timeout(Duration.ofSeconds(8))
                        .credentials(DynCredentials.updater("acme", "key"))
                        .authorities(servers())
                        .build();
    }

    private static Authorities servers() {
        MemoryZone zone = MemoryZone.of("example.com");
        zone.put(OLD);
        return MemoryDnsProvider.of(zone).servers("ns1").authorities();
    }
}
