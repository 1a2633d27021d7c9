package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.IntentChanged;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** What a machine is told. The time comes beside it. */
public sealed interface Input {

    /** The deadline that the last step asked for has come. */
    record Tick() implements Input {}

    /**
     * A probe ended; {@code startedNanos} is when it began, {@code stalledNanos} for how long this process was kept from running
     * since it was asked for.
     */
    record ProbeEnded(long id, int target, HealthResult result, long startedNanos, long stalledNanos)
            implements Input {}

    /** A check broke its contract, which its result alone does not show. */
    record CheckBroken(int target, String detail) implements Input {}

    /** A read or write left its queue and runs now. */
    record CallStarted(long id) implements Input {}

    /** A read returned. */
    record ReadReturned(long id, List<RecordSet> sets) implements Input {}

    /** A read failed. */
    record ReadThrew(long id, String detail, Duration retryAfter) implements Input {}

    /** A write was applied. */
    record WriteApplied(long id, String receipt) implements Input {}

    /** A write met other records than expected. */
    record WriteConflicted(long id, List<RecordSet> actual) implements Input {}

    /** A write failed. */
    record WriteThrew(long id, DnsProviderException.Outcome outcome, String detail, Duration retryAfter)
            implements Input {}

    /** Right before a write it turned out that it may not be made any more: nothing was sent. */
    record WriteSkipped(long id, Skip why) implements Input {}

    /** Why a planned write was not sent. */
    enum Skip {
        /** The term asked for right before was another one. */
        TERM_ENDED,
        /** It waited so long for its turn that it is not wanted any more. */
        OUTDATED
    }

    /** The leadership's answer, when it has changed. */
    record TermSeen(OptionalLong term, String detail) implements Input {}

    /** What operators said, after it was stored or loaded. */
    record IntentsSet(Intents intents, IntentChanged.Change change, String text) implements Input {}

    /** An operator wants to go back now, soak or not. */
    record FailbackAsked() implements Input {}

    /** The state store cannot be read or written. */
    record StoreFailed(String detail) implements Input {}

    /** A control target passed a probe. */
    record ControlPassed(long startedNanos) implements Input {}

    /** Every control target failed. */
    record ControlsFailed(String detail) implements Input {}

    /** The application met failures of an endpoint; {@code detail} says how many and of what kind. */
    record FailuresReported(int endpoint, String detail) implements Input {}

    /** The engine closes. */
    record Close() implements Input {}
}
