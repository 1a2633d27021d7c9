package io.github.dnsfailover.internal.event;

import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.event.ResidualReport.Network;
import io.github.dnsfailover.event.ResidualReport.Share;
import io.github.dnsfailover.internal.text.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a report about residual traffic says in a line. Pure. */
public final class ResidualWords {

    private static final int MOST_NETWORKS = 3;
    private static final List<Integer> MARKS = List.of(50, 95, 99);

    private ResidualWords() {}

    /** As in {@code 50 % gone after 40 s, 95 % after 2 min, of 12.5 requests a second}. */
    public static String of(ResidualReport report) {
        return switch (report.measure()) {
            case NOT_MEASURED -> "not measured, nobody counts there";
            case BASE_UNKNOWN -> "too few requests were counted before the move to tell a share" + networks(report);
            case MEASURED ->
                marks(report) + ", of " + number(report.before()) + " requests a second" + rest(report)
                        + silent(report);
        };
    }

    private static String marks(ResidualReport report) {
        List<String> parts = new ArrayList<>();
        for (int percent : MARKS) {
            report.gone(percent)
                    .ifPresent(after -> parts.add(
                            percent + " %" + (parts.isEmpty() ? " gone" : "") + " after " + Durations.words(after)));
        }
        return parts.isEmpty() ? "less than half gone" : String.join(", ", parts);
    }

    private static String rest(ResidualReport report) {
        List<Share> shares = report.shares();
        if (report.gone(99).isPresent() || shares.isEmpty()) {
            return "";
        }
        Share last = shares.get(shares.size() - 1);
        return "; " + number(100 * last.part()) + " % still came in the last minute" + networks(report);
    }

    private static String networks(ResidualReport report) {
        return report.networks().isEmpty()
                ? ""
                : report.networks().stream()
                        .limit(MOST_NETWORKS)
                        .map(Network::network)
                        .collect(Collectors.joining(", ", ", most from ", ""));
    }

    private static String silent(ResidualReport report) {
        int silent = report.silent();
        return silent == 0
                ? ""
                : "; without " + silent + (silent == 1 ? " instance" : " instances") + " that fell silent";
    }

    /** With one digit after the point where that says something. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
