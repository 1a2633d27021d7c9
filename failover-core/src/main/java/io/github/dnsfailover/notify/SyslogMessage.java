package io.github.dnsfailover.notify;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.notify.Alert.Report;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Alerts as RFC 5424 writes them: one message for each pool. Pure. */
final class SyslogMessage {

    /** RFC 5424, section 6.1: receivers should take 2,048 bytes. */
    static final int LONGEST = 2_048;

    private static final int LONGEST_VALUE = 255;
    private static final int CRITICAL = 2;
    private static final int WARNING = 4;
    private static final int NOTICE = 5;
    private static final int INFORMATIONAL = 6;

    /** The number in it is the one that RFC 5612 keeps for documents: this library has no number of its own. */
    private static final String STRUCTURE = "failover@32473";

    private SyslogMessage() {}

    /**
     * Writes the messages.
     *
     * @param facility 0 to 23
     * @param host the name of this machine, or {@code -}
     */
    static List<byte[]> of(Alert alert, int facility, String host) {
        List<byte[]> messages = new ArrayList<>();
        for (Report report : alert.reports()) {
            String head = "<" + (facility * 8 + severity(report)) + ">1 "
                    + report.at().truncatedTo(ChronoUnit.MILLIS) + " " + host + " " + word(alert.source(), 48) + " - "
                    + word(report.status().name(), 32) + " ";
            int room = LONGEST - head.length() - 300; // the subject is what counts
            String text = head + structure(alert, report, room) + " \uFEFF"; // the mark that says UTF-8
            int left = LONGEST - text.getBytes(StandardCharsets.UTF_8).length;
            messages.add((text + Words.cutToBytes(report.subject(), left)).getBytes(StandardCharsets.UTF_8));
        }
        return messages;
    }

    private static int severity(Report report) {
        return switch (report.status()) {
            case TROUBLE, REMINDER -> report.severity() == Severity.ALARM ? CRITICAL : WARNING;
            case RECOVERY, NOTICE -> NOTICE;
            case TEST -> INFORMATIONAL;
        };
    }

    /** Printable ASCII without blanks, as the header wants it. */
    private static String word(String text, int limit) {
        StringBuilder out = new StringBuilder();
        text.chars().limit(limit).forEach(c -> out.append(c > ' ' && c <= '~' ? (char) c : '_'));
        return out.toString();
    }

    /** As many facts as there is room for; those that name the alert come first. */
    private static String structure(Alert alert, Report report, int room) {
        StringBuilder out = new StringBuilder("[" + STRUCTURE);
        parameter(out, "id", alert.id(), room);
        parameter(out, "pool", report.pool(), room);
        parameter(out, "names", String.join(" ", report.names()), room);
        for (Map.Entry<String, String> fact : report.facts().entrySet()) {
            parameter(out, fact.getKey(), fact.getValue(), room);
        }
        return out.append(']').toString();
    }

    private static void parameter(StringBuilder out, String name, String value, int room) {
        String cut = Words.cutToBytes(value, LONGEST_VALUE);
        String escaped = cut.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
        String parameter = " " + name + "=\"" + escaped + "\"";
        int bytes = (out + parameter).getBytes(StandardCharsets.UTF_8).length;
        if (bytes < room) {
            out.append(parameter);
        }
    }
}
