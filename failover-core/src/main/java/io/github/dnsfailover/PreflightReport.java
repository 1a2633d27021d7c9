package io.github.dnsfailover;

import io.github.dnsfailover.internal.text.ForeignText;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What {@link FailoverEngine#preflight} found: a line for each thing that a failover needs.
 *
 * <pre>{@code
 * PreflightReport report = engine.preflight().get(2, TimeUnit.MINUTES);
 * System.out.println(report);
 * if (!report.isReady()) {
 *     ... // a failover would not work
 * }
 * }</pre>
 *
 * <p>Immutable; {@link #toString} is for people.
 */
public final class PreflightReport {

    /** How a finding is meant. */
    public enum Level {
        /** As it should be. */
        OK,
        /** It works, but somebody should look. */
        WARNING,
        /** A failover would not work, or nothing would be written. */
        PROBLEM
    }

    /** One thing looked at. Immutable. */
    public static final class Finding {

        private final Level level;
        private final String pool;
        private final String subject;
        private final String text;

        /**
         * Makes a finding.
         *
         * @param pool the pool's name
         * @param subject what was looked at
         * @param text what was found
         */
        public Finding(Level level, String pool, String subject, String text) {
            this.level = Objects.requireNonNull(level, "level");
            this.pool = Objects.requireNonNull(pool, "pool");
            this.subject = ForeignText.line(subject, ForeignText.LONGEST_NAME);
            this.text = ForeignText.told(text);
        }

        /** How it is meant. */
        public Level level() {
            return level;
        }

        /** The pool's name. */
        public String pool() {
            return pool;
        }

        /** What was looked at. */
        public String subject() {
            return subject;
        }

        /** What was found. */
        public String text() {
            return text;
        }

        @Override
        public String toString() {
            return level + " " + pool + " " + subject + ": " + text;
        }
    }

    private final List<Finding> findings;

    /** Makes a report. */
    public PreflightReport(List<Finding> findings) {
        this.findings = List.copyOf(findings);
    }

    /** All findings, pool by pool. */
    public List<Finding> findings() {
        return findings;
    }

    /** Whether there is no problem. */
    public boolean isReady() {
        return findings.stream().noneMatch(finding -> finding.level() == Level.PROBLEM);
    }

    /** A line for each finding. */
    @Override
    public String toString() {
        return findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }
}
