package io.github.dnsfailover.notify;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.testkit.TestEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Events as an engine tells them, of pools whose primary is cloudhelix and whose backup is ec2. */
record Happenings(String pool) {

    private static final Duration TTL = Duration.ofSeconds(30);

    TestEvents at(Instant at) {
        return TestEvents.of(pool, at);
    }

    List<FailoverEvent> fails(Instant at) {
        return fails(at, "cloudhelix", "connection refused");
    }

    /** What an engine says when an endpoint fails. */
    List<FailoverEvent> fails(Instant at, String endpoint, String detail) {
        return List.of(
                at(at).healthChanged(
                                endpoint,
                                Health.UNHEALTHY,
                                probe(at.minusSeconds(4), detail),
                                probe(at.minusSeconds(2), detail),
                                probe(at, detail)),
                at(at).troubleBegan(down(at, endpoint, detail)));
    }

    private Trouble down(Instant at, String endpoint, String detail) {
        return at(at).trouble(Trouble.Kind.ENDPOINT_DOWN, endpoint, "192.0.2.22: " + detail);
    }

    private static ProbeEvidence probe(Instant at, String detail) {
        return new ProbeEvidence(at, "192.0.2.22", HealthResult.unhealthy(detail), Duration.ofMillis(3));
    }

    List<FailoverEvent> recovers(Instant at) {
        return recovers(at, "cloudhelix");
    }

    List<FailoverEvent> recovers(Instant at, String endpoint) {
        return List.of(
                at(at).healthChanged(endpoint, Health.HEALTHY),
                at(at).troubleEnded(down(at, endpoint, "connection refused")));
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
        return at(at).recordsChanged(cause, List.of(from), List.of(to), transition);
    }

    private static String address(String endpoint) {
        return endpoint.equals("ec2") ? "198.51.100.109" : "192.0.2.22";
    }
}
