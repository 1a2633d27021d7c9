package io.github.dnsfailover.notify;

import io.github.dnsfailover.FailoverEvent.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One message to people: about one pool, or about all those that had news at the same time.
 *
 * <p>All text in it is safe to print: on one line each, of bounded length, without characters that end lines or hide.
 * It is not escaped for any format. Immutable; holds no secret.
 */
public final class Alert {

    /** What an alert means for whoever gets it. */
    public enum Status {
        /** Something is not as it should be. */
        TROUBLE,
        /** It still is not. */
        REMINDER,
        /** All is well again. */
        RECOVERY,
        /** Something happened that needs no recovery. */
        NOTICE,
        /** Somebody tries whether alerts arrive. */
        TEST
    }

    /**
     * One line of a report.
     *
     * @param label what it is about, such as {@code Clients get}; empty if it goes on with the line before
     * @param value what is to be said
     */
    public record Line(String label, String value) {
        /** Replaces what does not belong on a line, and cuts what is too long. */
        public Line {
            label = Words.line(label, 40);
            value = Words.line(value, LONGEST_LINE);
        }
    }

    /** The fact that tells a report's severity. */
    static final String SEVERITY = "severity";

    /** The fact that an alarm is over while something else is still wrong. */
    static final String ALARM_OVER = "alarm_over";

    /** The fact that tells the incident to which a report belongs. */
    static final String INCIDENT = "incident";

    /** The fact that tells the site that is in trouble. */
    static final String SITE = "site";

    /** The fact that tells those that it leaves, with blanks between. */
    static final String INCIDENTS_LEFT = "incidents_left";

    /** The fact that tells the news of a report in two or three words, where other pools may have the same. */
    static final String NEWS = "news";

    static final int LONGEST_SUBJECT = 220; // more is cut by most that show it
    static final int LONGEST_LINE = 500; // two details of the length that checks allow, and words around them
    private static final int MOST_LINES = 80; // three screens; more is not read at night
    private static final int MOST_HISTORY = 20;
    private static final int LONGEST_HISTORY = 300;
    private static final int MOST_NAMES = 50;
    private static final int LONGEST_NAME = 253; // of a DNS name (RFC 1035)

    private final String id;
    private final Instant at;
    private final String source;
    private final List<Report> reports;
    private final Map<String, Incidents.Open> incidents;

    Alert(String id, Instant at, String source, List<Report> reports) {
        this(id, at, source, reports, Map.of());
    }

    private Alert(String id, Instant at, String source, List<Report> reports, Map<String, Incidents.Open> incidents) {
        this.id = Objects.requireNonNull(id, "id");
        this.at = Objects.requireNonNull(at, "at");
        this.source = Objects.requireNonNull(source, "source");
        this.reports = List.copyOf(reports);
        if (reports.isEmpty()) {
            throw new IllegalArgumentException("reports: none given");
        }
        this.incidents = Map.copyOf(incidents);
    }

    /** The same, sent at a moment when these incidents are open. */
    Alert whileOpen(Map<String, Incidents.Open> open) {
        return new Alert(id, at, source, reports, open);
    }

    /** The pools that people know to be in trouble within an incident. */
    Incidents.Open open(String incident) {
        return incidents.getOrDefault(incident, Incidents.Open.NONE);
    }

    /** The same with fewer reports. */
    Alert only(List<Report> some) {
        return new Alert(id, at, source, some, incidents);
    }

    /** Tells alerts apart: an alert that comes twice has the same id both times. 32 hexadecimal digits. */
    public String id() {
        return id;
    }

    /** When it was written. */
    public Instant at() {
        return at;
    }

    /** Who says it: the name that the application gave its alerts. */
    public String source() {
        return source;
    }

    /** What it means: the weightiest of its reports. */
    public Status status() {
        return reports.stream().map(Report::status).min(Status::compareTo).orElseThrow();
    }

    /** How much attention it deserves: that of the gravest of its reports. */
    public Severity severity() {
        return reports.stream().map(Report::severity).max(Severity::compareTo).orElseThrow();
    }

    /** What to know, on one line. */
    public String subject() {
        return AlertText.subject(this);
    }

    /** A report for each pool, the weightiest first; at least one. */
    public List<Report> reports() {
        return reports;
    }

    /** The whole of it for people, without the subject. */
    public String text() {
        return AlertText.plain(this);
    }

    /** The id and the subject. */
    @Override
    public String toString() {
        return id + " " + subject();
    }

    /** What there is to know about one pool. Immutable. */
    public static final class Report {

        private final String pool;
        private final Status status;
        private final Instant at;
        private final String subject;
        private final List<String> names;
        private final List<Line> lines;
        private final SortedMap<String, String> facts;
        private final List<String> history;

        Report(Content content, List<String> history) {
            this.pool = Words.line(content.pool, 100);
            this.status = content.status;
            this.at = content.at;
            this.subject = Words.line(content.subject, LONGEST_SUBJECT);
            this.names = content.names.stream()
                    .limit(MOST_NAMES)
                    .map(name -> Words.line(name, LONGEST_NAME))
                    .toList();
            this.lines = content.lines.stream().limit(MOST_LINES).toList();
            SortedMap<String, String> clean = new TreeMap<>();
            content.facts.forEach((key, value) -> clean.put(key, Words.line(value, LONGEST_LINE)));
            this.facts = Collections.unmodifiableSortedMap(clean);
            int surplus = Math.max(0, history.size() - MOST_HISTORY);
            this.history = history.stream()
                    .skip(surplus)
                    .map(line -> Words.line(line, LONGEST_HISTORY))
                    .toList();
        }

        /**
         * This report, for those who have not seen an older one: what happened is told with it. A recovery stays one,
         * for whoever waits for it, such as an incident at PagerDuty.
         */
        Report after(Report older) {
            List<String> all = new ArrayList<>(older.history);
            all.addAll(history);
            Status told = status == Status.NOTICE && older.status == Status.RECOVERY ? Status.RECOVERY : status;
            Map<String, String> both = new TreeMap<>(facts);
            boolean alarmIsOver = older.severity() == Severity.ALARM || older.endsAlarm();
            if (severity() != Severity.ALARM && alarmIsOver) {
                both.put(ALARM_OVER, "true");
            }
            Report merged = new Report(new Content(pool, told, at, subject, names, lines, both), all);
            return merged.leaving(older.incidents());
        }

        /**
         * This report as a part of an incident.
         *
         * @param site that is in trouble; empty if it is not known
         * @param left the incidents that it may leave
         */
        Report inIncident(String incident, String site, List<String> left) {
            if (status == Status.NOTICE) {
                return this;
            }
            Map<String, String> more = new TreeMap<>(facts);
            more.put(INCIDENT, incident);
            if (!site.isEmpty()) {
                more.put(SITE, site);
            }
            return new Report(new Content(pool, status, at, subject, names, lines, more), history).leaving(left);
        }

        /** Names the incidents, too, to which the pool belonged before, if there are others than its own. */
        private Report leaving(List<String> before) {
            Set<String> others =
                    new LinkedHashSet<>(before); // the oldest first: what is open is most likely among them
            others.addAll(incidents());
            others.remove(incident());
            if (others.isEmpty()) {
                return this;
            }
            StringBuilder left = new StringBuilder();
            for (String other : others) {
                if (left.length() + 1 + other.length() <= LONGEST_LINE) {
                    left.append(left.isEmpty() ? "" : " ").append(other);
                }
            }
            Map<String, String> more = new TreeMap<>(facts);
            more.put(INCIDENTS_LEFT, left.toString());
            return new Report(new Content(pool, status, at, subject, names, lines, more), history);
        }

        /** The incident to which it belongs. */
        String incident() {
            return facts.getOrDefault(INCIDENT, Incidents.ofPool(pool));
        }

        /** That one, and those that it leaves. */
        List<String> incidents() {
            String left = facts.getOrDefault(INCIDENTS_LEFT, "");
            return left.isEmpty()
                    ? List.of(incident())
                    : Stream.concat(Stream.of(incident()), Stream.of(left.split(" ")))
                            .toList();
        }

        /**
         * How much attention it deserves: an {@link Severity#ALARM} should wake somebody, a {@link Severity#WARNING}
         * can wait for the morning, and a {@link Severity#NOTICE} asks for nothing.
         */
        public Severity severity() {
            String told = facts.get(SEVERITY);
            boolean asksForNothing = status == Status.RECOVERY || status == Status.NOTICE || status == Status.TEST;
            Severity unsaid = asksForNothing ? Severity.NOTICE : Severity.WARNING; // as in a spool of an older version
            return Stream.of(Severity.values())
                    .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(told))
                    .findFirst()
                    .orElse(unsaid);
        }

        /** Whether an alarm that people know of is over while something else is still wrong. */
        boolean endsAlarm() {
            return facts.containsKey(ALARM_OVER);
        }

        /** The pool's name; empty if it is about the engine, {@code *} if about what all instances share. */
        public String pool() {
            return pool;
        }

        /** What it means. */
        public Status status() {
            return status;
        }

        /** When it was written. */
        public Instant at() {
            return at;
        }

        /** What to know, on one line. */
        public String subject() {
            return subject;
        }

        /** The DNS names of the pool, as far as they are known; without the dot at the end. */
        public List<String> names() {
            return names;
        }

        /** The report; the first three lines say what clients get, what the engine does next, and how to stop it. */
        public List<Line> lines() {
            return lines;
        }

        /** The same for programs; the keys are listed in {@code docs/alerts.md}. */
        public SortedMap<String, String> facts() {
            return facts;
        }

        /** What happened since the last alert, the oldest first. */
        public List<String> history() {
            return history;
        }

        @Override
        public String toString() {
            return status + " " + subject;
        }
    }

    /** What a report is made from. */
    record Content(
            String pool,
            Status status,
            Instant at,
            String subject,
            List<String> names,
            List<Line> lines,
            Map<String, String> facts) {}
}
