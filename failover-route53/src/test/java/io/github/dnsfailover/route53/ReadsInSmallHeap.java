package io.github.dnsfailover.route53;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Reads from one service after the other, and prints what came of it. */
final class ReadsInSmallHeap {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);

    private ReadsInSmallHeap() {}

    /** Takes arguments such as {@code route53:name:8080}. */
    public static void main(String[] arguments) {
        for (String argument : arguments) {
            String[] parts = argument.split(":", -1);
            long start = System.nanoTime();
            String end = read(URI.create("http://127.0.0.1:" + parts[2]));
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            System.out.println(parts[1] + ": " + (seconds > 12 ? "late, " : "") + end);
        }
    }

    private static String read(URI endpoint) {
        try (Route53Provider provider = Route53Provider.zone("example.com", "Z0123456789ABCDEFGHIJ")
                .endpoint(endpoint)
                .credentials(Providers.credentials("AKIDEXAMPLE"))
                .requestsPerSecond(1_000)
                .timeout(Duration.ofSeconds(4))
                .build()) {
            return "read " + provider.read(List.of(A));
        } catch (DnsProviderException e) {
            return e.outcome() + (e.isAnswered() ? " answered " : " ") + e.getMessage();
        }
    }
}
