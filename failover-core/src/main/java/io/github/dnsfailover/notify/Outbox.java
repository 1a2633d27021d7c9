package io.github.dnsfailover.notify;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.internal.event.Made;
import io.github.dnsfailover.internal.text.Durations;
import io.github.dnsfailover.notify.Alert.Report;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one notifier: the newest report of each pool, so that the newest state is never dropped and no more
 * is kept than there are pools. One alert is under way at a time. Confined to the engine thread of the alerts'
 * runtime.
 */
final class Outbox {

    /** How long one attempt may take: more than the longest answer of a mail server, and the steps before it. */
    static final int ATTEMPT_SECONDS = 90;

    /** The first wait after a failed attempt; it doubles from there. */
    static final Duration FIRST_BACK_OFF = Duration.ofSeconds(5);

    /** The longest wait, also when the other side asks for more: a repaired server must be found soon. */
    static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);

    /** As many as an engine may have, and more. */
    private static final int MOST_POOLS = 10_000;

    private static final int DOUBLINGS = 6; // of the first wait, to the longest

    private final EngineRuntime runtime;
    private final Notifier notifier;
    private final Terms terms;
    private final Consumer<FailoverEvent> emit;
    private final Runnable changed;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    /** The alert that is being sent, or is to be sent again. Null if there is none. */
    private @Nullable Underway underway;

    private boolean open;
    private boolean busy;
    private int failures;

    /** What ends an attempt that takes too long; null before the first one. */
    private @Nullable Cancellable limit;

    /** The wait before the next attempt; null unless it is under way. */
    private @Nullable Cancellable backOff;

    private final AlertingTrouble trouble;

    /**
     * How alerts are sent.
     *
     * @param source who says them
     * @param giveUpAfter how long to try
     * @param incidents which are open at present
     */
    record Terms(String source, Duration giveUpAfter, Supplier<Map<String, Incidents.Open>> incidents) {}

    private record Waiting(Report report, long sinceNanos) {}

    private record Underway(Alert alert, Map<String, Waiting> content) {}

    /**
     * Makes an outbox, which does not send before it was opened.
     *
     * @param changed called when what {@link #content} tells has changed
     */
    Outbox(EngineRuntime runtime, Notifier notifier, Terms terms, Consumer<FailoverEvent> emit, Runnable changed) {
        this.runtime = runtime;
        this.notifier = notifier;
        this.terms = terms;
        this.emit = emit;
        this.trouble = new AlertingTrouble(runtime, emit, Trouble.Kind.ALERTING_FAILS, notifier.name());
        this.changed = changed;
    }

    /**
     * Takes up what was left before a restart. If the disk was slow, there is news already: that is newer.
     *
     * @param untold what had not come so far as to an outbox
     */
    void resume(SpoolText.Box box, List<Report> untold) {
        boolean early = underway == null && waiting.isEmpty();
        untold.forEach(this::putBelow);
        box.waiting().forEach(this::putBelow);
        box.underway().ifPresent(alert -> {
            if (early) {
                Map<String, Waiting> content = new LinkedHashMap<>();
                alert.reports().forEach(report -> content.put(report.pool(), aged(report)));
                underway = new Underway(alert, content);
            } else {
                alert.reports().forEach(this::putBelow);
            }
        });
        changed.run();
    }

    private void putBelow(Report restored) {
        if (underway != null && underway.content().containsKey(restored.pool())) {
            return; // what is on its way says how the pool is now
        }
        Waiting newer = waiting.remove(restored.pool());
        put(aged(restored));
        if (newer != null) {
            put(newer);
        }
    }

    /** The wall clock may have jumped since: what counts is between nothing and the limit. */
    private Waiting aged(Report report) {
        Duration age = Duration.between(report.at(), runtime.now());
        Duration cut =
                age.isNegative() ? Duration.ZERO : age.compareTo(terms.giveUpAfter()) > 0 ? terms.giveUpAfter() : age;
        return new Waiting(report, runtime.nanoTime() - cut.toNanos());
    }

    /** From now on it sends. */
    void open() {
        open = true;
        next();
    }

    void add(List<Report> reports) {
        reports.forEach(report -> put(new Waiting(report, runtime.nanoTime())));
        changed.run();
        next();
    }

    private void put(Waiting newer) {
        String pool = newer.report().pool();
        Waiting older = waiting.get(pool);
        if (older == null && waiting.size() == MOST_POOLS) {
            lost(List.of(newer.report()), "more than " + MOST_POOLS + " pools wait");
            return;
        }
        waiting.put(pool, older == null ? newer : merged(older, newer));
    }

    private static Waiting merged(Waiting older, Waiting newer) {
        return new Waiting(newer.report().after(older.report()), newer.sinceNanos());
    }

    boolean isIdle() {
        return !busy && underway == null && waiting.isEmpty();
    }

    /** Tries at once, whatever the wait; for closing. */
    void hurry() {
        endBackOff();
        next();
    }

    /** Sends no more: what is left is in the spool, and whoever reads that goes on. */
    void stop() {
        open = false;
        endBackOff();
    }

    /** Gives up what is left; for closing without a spool that has it. */
    void abandon() {
        stop();
        if (underway != null) {
            lost(underway.alert().reports(), "closed before it was delivered");
            underway = null;
        }
        if (!waiting.isEmpty()) {
            lost(waiting.values().stream().map(Waiting::report).toList(), "closed before it was delivered");
            waiting.clear();
        }
    }

    SpoolText.Box content() {
        Underway now = underway;
        return new SpoolText.Box(
                now == null ? Optional.empty() : Optional.of(now.alert()),
                waiting.values().stream().map(Waiting::report).toList());
    }

    private void next() {
        if (!open || busy || backOff != null) {
            return;
        }
        dropExpired();
        putTogether();
        if (underway == null && !waiting.isEmpty()) {
            underway = compose();
            waiting.clear();
            changed.run();
        }
        if (underway != null) {
            attempt(underway.alert());
        }
    }

    /** Troubles before recoveries, and alarms before warnings: the first one gives the alert its subject. */
    static final Comparator<Report> GRAVEST_FIRST = Comparator.comparing(Report::status)
            .thenComparing(Comparator.comparing(Report::severity).reversed());

    private Underway compose() {
        List<Report> reports = waiting.values().stream()
                .map(Waiting::report)
                .sorted(GRAVEST_FIRST)
                .toList();
        return new Underway(
                new Alert(newId(runtime), runtime.now(), terms.source(), reports), new LinkedHashMap<>(waiting));
    }

    static String newId(EngineRuntime runtime) {
        return String.format(Locale.ROOT, "%016x%016x", runtime.seed(), runtime.seed());
    }

    private void attempt(Alert alert) {
        busy = true;
        Alert asOfNow = alert.whileOpen(terms.incidents().get());
        EngineRuntime.Task task = runtime.<Boolean>submit(
                Lane.LISTENERS,
                () -> {
                    notifier.send(asOfNow, runtime.now());
                    return true;
                },
                end -> {
                    Objects.requireNonNull(limit, "limit").cancel();
                    ended(alert, end.failure());
                });
        limit = runtime.schedule(Duration.ofSeconds(ATTEMPT_SECONDS), () -> {
            task.cancel();
            tellFailing("no answer within " + ATTEMPT_SECONDS + " s");
            lookWhileItHangs();
        });
    }

    /**
     * It may take no notice of the interrupt. Then nothing more is sent by it, but nothing gets too old in silence
     * either.
     */
    private void lookWhileItHangs() {
        limit = runtime.schedule(LONGEST_BACK_OFF, () -> {
            dropExpired();
            changed.run();
            if (open) {
                lookWhileItHangs();
            }
        });
    }

    private void ended(Alert alert, @Nullable Throwable failure) {
        busy = false;
        boolean givenUp = underway == null; // it took too long, and was told to be lost
        Set<String> delivered = failure instanceof NotDeliveredException partly ? partly.delivered() : Set.of();
        List<Report> rest = without(alert.reports(), delivered);
        if (!rest.isEmpty()) {
            keepOnly(rest, delivered);
        }
        if (failure == null || rest.isEmpty()) { // that all arrived may be said by an exception, too
            underway = null;
            recovered();
        } else if (failure instanceof NotDeliveredException refused && !refused.isWorthRetrying()) {
            underway = null;
            failures = 0;
            if (!givenUp) {
                lost(rest, detail(failure));
            }
            tellFailing(
                    detail(failure)); // who refuses this one, by a key that was revoked say, refuses the next one, too
        } else {
            failed(failure);
            Duration wait =
                    backOff(failure instanceof NotDeliveredException asked ? asked.retryAfter() : Duration.ZERO);
            backOff = runtime.schedule(wait, () -> {
                backOff = null;
                next();
            });
        }
        changed.run();
        next();
    }

    /**
     * What has arrived is not sent again: whoever takes pools one by one gets to the last one, whatever comes
     * meanwhile.
     */
    private void keepOnly(List<Report> rest, Set<String> delivered) {
        Underway sent = underway;
        if (sent == null || delivered.isEmpty()) {
            return;
        }
        Map<String, Waiting> content = new LinkedHashMap<>(sent.content());
        content.keySet().removeAll(delivered);
        Alert alert = sent.alert();
        underway = new Underway(new Alert(alert.id(), alert.at(), alert.source(), rest), content);
    }

    private static List<Report> without(List<Report> reports, Set<String> delivered) {
        return reports.stream()
                .filter(report -> !delivered.contains(report.pool()))
                .toList();
    }

    /**
     * What came since the last attempt goes into the next one, which is then another alert; else the same one is sent
     * again.
     */
    private void putTogether() {
        Underway sent = underway;
        if (sent == null || waiting.isEmpty()) {
            return;
        }
        Map<String, Waiting> all = new LinkedHashMap<>(sent.content());
        waiting.forEach((pool, newer) -> all.merge(pool, newer, Outbox::merged));
        waiting.clear();
        waiting.putAll(all);
        underway = null;
    }

    private Duration backOff(Duration asked) {
        long base = FIRST_BACK_OFF.toNanos() << Math.min(DOUBLINGS, failures - 1);
        double share = (runtime.seed() >>> 11) * 0x1.0p-53; // 0 to 1, evenly
        long jittered = (long) (base * (0.75 + share / 2)); // so that many applications do not come back at once
        long asks = Durations.countable(asked).toNanos();
        return Duration.ofNanos(Math.min(LONGEST_BACK_OFF.toNanos(), Math.max(jittered, asks)));
    }

    private void endBackOff() {
        if (backOff != null) {
            backOff.cancel();
            backOff = null;
        }
    }

    private void dropExpired() {
        Underway sent = underway;
        if (sent != null && sent.content().values().stream().allMatch(this::isExpired)) {
            underway = null;
            lost(sent.alert().reports(), "not delivered within " + Words.duration(terms.giveUpAfter()));
        }
        List<Report> expired = new ArrayList<>();
        for (Iterator<Waiting> each = waiting.values().iterator(); each.hasNext(); ) {
            Waiting one = each.next();
            if (isExpired(one)) {
                each.remove();
                expired.add(one.report());
            }
        }
        if (!expired.isEmpty()) {
            lost(expired, "not delivered within " + Words.duration(terms.giveUpAfter()));
        }
    }

    private boolean isExpired(Waiting one) {
        return runtime.nanoTime() - one.sinceNanos() >= terms.giveUpAfter().toNanos();
    }

    private void failed(Throwable failure) {
        failures++;
        tellFailing(detail(failure));
    }

    private void tellFailing(String detail) {
        trouble.begin(detail);
    }

    private void recovered() {
        failures = 0;
        trouble.end();
    }

    private void lost(List<Report> reports, String detail) {
        List<String> pools = reports.stream().map(Report::pool).toList();
        String subject = reports.get(0).subject() + (pools.size() == 1 ? "" : " (and " + (pools.size() - 1) + " more)");
        emit.accept(new Made.AlertLost(pools, runtime.now(), notifier.name(), subject, detail));
    }

    /**
     * What went wrong, for people. Of an exception that is not ours the kind is told and not the message: it may hold
     * a URL.
     */
    static String detail(Throwable failure) {
        String text = failure instanceof NotDeliveredException
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getName();
        return Words.line(text, Alert.LONGEST_LINE);
    }
}
