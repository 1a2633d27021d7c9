package io.github.dnsfailover.notify;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.notify.Alert.Line;
import io.github.dnsfailover.notify.Alert.Report;
import java.util.ArrayList;
import java.util.List;

/** An alert as people read it, plain and in HTML. Pure; the same alert always reads the same. */
final class AlertText {

    static final String PREFIX = "[failover] ";

    /** Pools that are told in full; the others have one line each. */
    private static final int IN_FULL = 10;

    /** Pools that are named at all. */
    private static final int NAMED = 200;

    /** What clients get, what the engine does next, how to stop it. */
    private static final int QUESTIONS = 3;

    private static final int IN_OVERVIEW = 4;

    private static final int IN_SUBJECT = 2;

    private static final String ROOM = "              "; // the longest label that is in use, and a gap

    private AlertText() {}

    static String subject(Alert alert) {
        Report first = alert.reports().get(0);
        String prefix = PREFIX + (alert.severity() == Severity.ALARM ? "ALARM: " : "");
        List<Report> others = alert.reports().subList(1, alert.reports().size());
        if (others.isEmpty()) {
            return prefix + first.subject();
        }
        String news = first.facts().getOrDefault(Alert.NEWS, "");
        boolean same = !news.isEmpty()
                && others.stream().allMatch(other -> news.equals(other.facts().get(Alert.NEWS)));
        if (same) {
            return prefix + Words.line(together(alert, news), Alert.LONGEST_SUBJECT);
        }
        String more = " (other news: " + count(others) + ")";
        return prefix + Words.line(first.subject(), Alert.LONGEST_SUBJECT - more.length()) + more;
    }

    /**
     * {@code 3 pools moved to ec2 (api.example.com, img.example.com and 1 more): primary cloudhelix failed 3 checks}.
     */
    private static String together(Alert alert, String news) {
        List<String> names = alert.reports().stream()
                .map(report -> report.names().isEmpty()
                        ? report.pool()
                        : report.names().get(0))
                .toList();
        String subject = alert.reports().get(0).subject();
        int why = subject.indexOf(news);
        return count(alert.reports()) + " " + news + " (" + Words.some(names, IN_SUBJECT) + ")"
                + (why < 0 ? "" : subject.substring(why + news.length()));
    }

    private static String count(List<Report> reports) {
        long pools = reports.stream().filter(report -> !isOfEngine(report)).count();
        String text = pools == 1 ? "1 pool" : pools + " pools";
        return pools == reports.size() ? text : pools == 0 ? "the engine" : text + " and the engine";
    }

    private static boolean isOfEngine(Report report) {
        return report.pool().equals(PoolStory.ENGINE) || report.pool().equals(PoolStory.ALL);
    }

    static String plain(Alert alert) {
        StringBuilder text = new StringBuilder();
        List<Report> reports = alert.reports();
        if (reports.size() > 1) {
            overview(reports).forEach(line -> add(text, line.label(), line.value()));
        }
        for (Report report : reports.subList(0, Math.min(IN_FULL, reports.size()))) {
            if (reports.size() > 1) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append("== ")
                        .append(report.subject())
                        .append("\n\n");
            }
            for (Line line : report.lines()) {
                add(text, line.label(), line.value());
            }
            for (int i = 0; i < report.history().size(); i++) {
                add(text, i == 0 ? "Happened" : "", report.history().get(i));
            }
        }
        if (reports.size() > IN_FULL) {
            text.append("\n== also\n\n");
            reports.stream()
                    .skip(IN_FULL)
                    .limit(NAMED)
                    .forEach(report -> text.append(report.subject()).append('\n'));
            text.append(
                    reports.size() > IN_FULL + NAMED ? "and " + (reports.size() - IN_FULL - NAMED) + " more\n" : "");
        }
        return text.append("\n-- \n").append(footer(alert)).append('\n').toString();
    }

    /**
     * The three lines that are read at night, of several pools at once: where clients are, and what holds for the
     * first.
     */
    private static List<Line> overview(List<Report> reports) {
        List<Report> pools =
                reports.stream().filter(report -> !isOfEngine(report)).toList();
        List<Line> first = reports.get(0).lines();
        List<Line> lines = new ArrayList<>();
        for (Line line : first.stream().limit(QUESTIONS).toList()) {
            if (line.label().equals(first.get(0).label())) {
                pools.stream()
                        .limit(IN_OVERVIEW)
                        .forEach(report -> lines.add(new Line(lines.isEmpty() ? line.label() : "", where(report))));
                if (pools.size() > IN_OVERVIEW) {
                    lines.add(new Line("", "and " + (pools.size() - IN_OVERVIEW) + " more"));
                }
            } else {
                lines.add(new Line(line.label(), line.value() + "; the others: see below"));
            }
        }
        return lines;
    }

    /** What clients of a pool get, which is named if the records do not name it. */
    private static String where(Report report) {
        String value = report.lines().isEmpty() ? "" : report.lines().get(0).value();
        return report.names().stream().anyMatch(value::contains) ? value : "pool " + report.pool() + ": " + value;
    }

    private static void add(StringBuilder text, String label, String value) {
        if (value.isEmpty()) {
            text.append('\n');
            return;
        }
        String padded = label.length() < ROOM.length() ? label + ROOM.substring(label.length()) : label + " ";
        text.append(padded).append(value).append('\n');
    }

    static String html(Alert alert) {
        StringBuilder html =
                new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head>\n<body>\n");
        List<Report> reports = alert.reports();
        if (reports.size() > 1) {
            html.append("<table>\n");
            overview(reports).forEach(line -> row(html, line.label(), line.value()));
            html.append("</table>\n");
        }
        for (Report report : reports.subList(0, Math.min(IN_FULL, reports.size()))) {
            html.append("<h3>").append(Words.html(report.subject())).append("</h3>\n<table>\n");
            for (Line line : report.lines()) {
                row(html, line.label(), line.value());
            }
            for (int i = 0; i < report.history().size(); i++) {
                row(html, i == 0 ? "Happened" : "", report.history().get(i));
            }
            html.append("</table>\n");
        }
        if (reports.size() > IN_FULL) {
            html.append("<ul>\n");
            reports.stream()
                    .skip(IN_FULL)
                    .limit(NAMED)
                    .forEach(report -> html.append("<li>")
                            .append(Words.html(report.subject()))
                            .append("</li>\n"));
            html.append("</ul>\n");
            html.append(
                    reports.size() > IN_FULL + NAMED
                            ? "<p>and " + (reports.size() - IN_FULL - NAMED) + " more</p>\n"
                            : "");
        }
        return html.append("<p><small>")
                .append(Words.html(footer(alert)))
                .append("</small></p>\n</body></html>\n")
                .toString();
    }

    private static void row(StringBuilder html, String label, String value) {
        html.append("<tr><td valign=\"top\"><b>")
                .append(Words.html(label))
                .append("</b></td><td>")
                .append(value.isEmpty() ? "&nbsp;" : Words.html(value))
                .append("</td></tr>\n");
    }

    private static String footer(Alert alert) {
        return "from " + alert.source() + ", alert " + alert.id();
    }
}
