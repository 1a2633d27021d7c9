package io.github.dnsfailover.notify;

import io.github.dnsfailover.notify.Alert.Line;
import io.github.dnsfailover.notify.Alert.Report;
import io.github.dnsfailover.notify.Alert.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Alerts to send. */
final class Samples {

    static final Instant AT = Instant.parse("2026-01-01T00:05:09.123456Z");
    static final Instant NOW = Instant.parse("2026-01-01T00:05:20Z");
    static final String ID = "c657cb37b369c0382983b0d38d1ea051";

    private Samples() {}

    static Alert trouble() {
        return alert(report(
                "www", Status.TROUBLE, "www.example.com moved to ec2: primary cloudhelix failed 3 checks (refused)"));
    }

    static Alert alert(Report... reports) {
        return new Alert(ID, AT, "shop", List.of(reports));
    }

    static Report report(String pool, Status status, String subject, Map<String, String> facts) {
        return new Report(
                new Alert.Content(pool, status, AT, subject, List.of(pool + ".example.com"), List.of(), facts),
                List.of());
    }

    static Report report(String pool, Status status, String subject) {
        List<Line> lines = List.of(
                new Line("Clients get", "198.51.100.109 (ec2)"),
                new Line("", ""),
                new Line("Why", "connection refused"));
        Map<String, String> facts = Map.of("cause", "FAILOVER", "from", "cloudhelix", "to", "ec2");
        return new Report(
                new Alert.Content(pool, status, AT, subject, List.of(pool + ".example.com"), lines, facts),
                List.of("00:05:09 UTC  FAILOVER"));
    }
}
