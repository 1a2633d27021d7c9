package io.github.dnsfailover.notify;

import io.github.dnsfailover.notify.Alert.Line;
import io.github.dnsfailover.notify.Alert.Report;
import io.github.dnsfailover.notify.Alert.Status;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the spool file keeps, as text: rows of fields with tabs between them. No field holds a tab or ends a line, for
 * {@link Words#line} has gone over all of them. Pure.
 */
final class SpoolText {

    private static final String FORMAT = "alerts 1";

    private SpoolText() {}

    /**
     * What one notifier has not delivered.
     *
     * @param underway the alert that may have arrived already; empty if there is none
     * @param waiting reports that are in no alert yet
     */
    record Box(Optional<Alert> underway, List<Report> waiting) {}

    /**
     * A pool in trouble.
     *
     * @param pool its name
     * @param home ids of the endpoints that were published before
     * @param troubles what is wrong, by its kind
     * @param incident to which people know it to belong; empty if that is not known
     */
    record Known(String pool, List<String> home, Map<String, PoolStory.Standing> troubles, String incident) {}

    /** What has not been told to any notifier, and what is wrong. */
    record Notes(List<Report> untold, List<Known> known) {}

    static String write(Box box) {
        StringBuilder out = new StringBuilder(FORMAT).append('\n');
        box.underway().ifPresent(alert -> {
            row(out, "alert", alert.id(), alert.at().toString());
            alert.reports().forEach(report -> write(out, "underway", report));
        });
        box.waiting().forEach(report -> write(out, "waiting", report));
        return out.toString();
    }

    static String write(Notes notes) {
        StringBuilder out = new StringBuilder(FORMAT).append('\n');
        notes.untold().forEach(report -> write(out, "waiting", report));
        for (Known known : notes.known()) {
            row(out, "pool", known.pool(), String.join(" ", known.home()), known.incident());
            known.troubles()
                    .forEach((kind, trouble) ->
                            row(out, "trouble", kind, trouble.since().toString(), trouble.text()));
        }
        return out.toString();
    }

    private static void write(StringBuilder out, String where, Report report) {
        row(out, where, report.pool(), report.status().name(), report.at().toString(), report.subject());
        report.names().forEach(name -> row(out, "name", name));
        report.lines().forEach(line -> row(out, "line", line.label(), line.value()));
        report.facts().forEach((key, value) -> row(out, "fact", key, value));
        report.history().forEach(text -> row(out, "happened", text));
    }

    private static void row(StringBuilder out, String... fields) {
        for (int i = 0; i < fields.length; i++) {
            out.append(i == 0 ? "" : "\t").append(Words.line(fields[i], Alert.LONGEST_LINE));
        }
        out.append('\n');
    }

    static Box readBox(String text, String source) throws IOException {
        Reader reader = Reader.of(text);
        String id = reader.id;
        boolean whole = id != null && !reader.underway.isEmpty();
        Optional<Alert> alert = whole
                ? Optional.of(new Alert(Objects.requireNonNull(id), reader.at, source, reader.underway))
                : Optional.empty();
        return new Box(alert, List.copyOf(reader.waiting));
    }

    static Notes readNotes(String text) throws IOException {
        Reader reader = Reader.of(text);
        return new Notes(List.copyOf(reader.waiting), List.copyOf(reader.known));
    }

    /** Reads row by row; a report is complete when the next one begins. */
    private static final class Reader {

        private final List<Report> underway = new ArrayList<>();
        private final List<Report> waiting = new ArrayList<>();
        private final List<Known> known = new ArrayList<>();
        private Instant at = Instant.EPOCH;

        /** Null unless an alert was under way. */
        private @Nullable String id;

        /** The report being read; null between reports. */
        private Alert.@Nullable Content content;

        private List<Report> target = waiting;
        private List<String> history = new ArrayList<>();

        static Reader of(String text) throws IOException {
            Reader reader = new Reader();
            if (text.isEmpty()) {
                return reader;
            }
            String[] rows = text.split("\n", -1);
            if (!rows[0].equals(FORMAT)) {
                throw new IOException(
                        "spool: \"" + Words.line(rows[0], 40) + "\" is not a format that this version reads");
            }
            for (int i = 1; i < rows.length - 1; i++) { // each row ends its line
                try {
                    reader.take(rows[i].split("\t", -1));
                } catch (IllegalArgumentException
                        | DateTimeException
                        | IndexOutOfBoundsException
                        | NullPointerException e) {
                    throw new IOException("spool: row " + i + " cannot be read", e);
                }
            }
            reader.endReport();
            return reader;
        }

        private void take(String[] row) {
            switch (row[0]) {
                case "alert" -> {
                    id = row[1];
                    at = Instant.parse(row[2]);
                }
                case "underway", "waiting" -> begin(row);
                case "name" -> current().names().add(row[1]);
                case "line" -> current().lines().add(new Line(row[1], row[2]));
                case "fact" -> current().facts().put(row[1], row[2]);
                case "happened" -> history.add(row[1]);
                case "pool" ->
                    known.add(new Known(
                            row[1],
                            row[2].isEmpty() ? List.of() : List.of(row[2].split(" ")),
                            new LinkedHashMap<>(),
                            row.length > 3 ? row[3] : "")); // older versions did not write it
                case "trouble" ->
                    known.get(known.size() - 1)
                            .troubles()
                            .put(row[1], new PoolStory.Standing(Instant.parse(row[2]), row[3]));
                default -> throw new IllegalArgumentException("row " + row[0]);
            }
        }

        private Alert.Content current() {
            return Objects.requireNonNull(content, "a row outside a report");
        }

        private void begin(String[] row) {
            endReport();
            target = row[0].equals("underway") ? underway : waiting;
            content = new Alert.Content(
                    row[1],
                    Status.valueOf(row[2]),
                    Instant.parse(row[3]),
                    row[4],
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new LinkedHashMap<>());
        }

        private void endReport() {
            if (content != null) {
                target.add(new Report(content, history));
            }
            content = null;
            history = new ArrayList<>();
        }
    }
}
