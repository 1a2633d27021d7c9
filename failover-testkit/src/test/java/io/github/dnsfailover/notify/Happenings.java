package io.github.dnsfailover.notify;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Events as an engine tells them, of pools whose primary is cloudhelix and whose backup is ec2. */
record Happenings(String pool) {

    private static final Duration TTL = Duration.ofSeconds(30);

    HealthChanged fails(Instant at) {
        return fails(at, "cloudhelix", "connection refused");
    }

    HealthChanged fails(Instant at, String endpoint, String detail) {
        List<ProbeEvidence> probes =
                List.of(probe(at.minusSeconds(4), detail), probe(at.minusSeconds(2), detail), probe(at, detail));
        return new HealthChanged(pool, at, endpoint, Health.HEALTHY, Health.UNHEALTHY, "192.0.2.22: " + detail, probes);
    }

    private static ProbeEvidence probe(Instant at, String detail) {
        return new ProbeEvidence(at, "192.0.2.22", HealthResult.unhealthy(detail), Duration.ofMillis(3));
    }

    HealthChanged recovers(Instant at) {
        return new HealthChanged(pool, at, "cloudhelix", Health.UNHEALTHY, Health.HEALTHY, "", List.of());
    }

    RecordsChanged failover(Instant at) {
        return change(at, Cause.FAILOVER, "cloudhelix", "ec2");
    }

    RecordsChanged failback(Instant at) {
        return change(at, Cause.FAILBACK, "ec2", "cloudhelix");
    }

    RecordsChanged change(Instant at, Cause cause, String from, String to) {
        RecordKey key = RecordKey.of(pool + ".example.com", RecordType.A);
        Transition transition =
                new Transition(RecordSet.of(key, TTL, address(from)), RecordSet.of(key, TTL, address(to)));
        String reason = to + " is the best that may serve";
        return new RecordsChanged(
                pool, at, cause, List.of(from), List.of(to), reason, List.of(transition), "", at, at, at);
    }

    private static String address(String endpoint) {
        return endpoint.equals("ec2") ? "198.51.100.109" : "192.0.2.22";
    }
}
