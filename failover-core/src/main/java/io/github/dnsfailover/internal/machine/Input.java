package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.util.List;

/** What the machine of a pool is told. The time, and what is true of the whole process, come beside it. */
public sealed interface Input {

    /** The deadline that the last step asked for has come, or the facts of the process have changed. */
    record Tick() implements Input {}

    /**
     * A probe ended; {@code startedNanos} is when it began, {@code stalledNanos} for how long this process was kept
     * from running since it was asked for.
     */
    record ProbeEnded(long id, int target, HealthResult result, long startedNanos, long stalledNanos)
            implements Input {}

    /** A check broke its contract, which its result alone does not show. */
    record CheckBroken(int target, String detail) implements Input {
        /** Text of others comes in here. */
        public CheckBroken {
            detail = ForeignText.line(detail);
        }
    }

    /** A read or write left its queue and runs now. */
    record CallStarted(long id) implements Input {}

    /** A read or a write waits, and begins by this time as far as that can be told. */
    record CallWaits(long id, long until, Wait waitsFor) implements Input {

        /** It waits for its turn in the budget of its account. */
        CallWaits(long id, long until) {
            this(id, until, Wait.FOR_BUDGET);
        }
    }

    /** A read or a write changed nothing, since the account had been asked too often, and waits for another turn. */
    record CallReturned(long id) implements Input {}

    /**
     * A read or write was never begun: this engine's own queue was full, or the call was called off while it waited
     * there.
     */
    record CallDropped(long id, String detail) implements Input {
        /** Text of others comes in here. */
        public CallDropped {
            detail = ForeignText.line(detail);
        }
    }

    /** A read returned. */
    record ReadReturned(long id, List<RecordSet> sets) implements Input {}

    /** A read failed. */
    record ReadThrew(long id, Failure failure) implements Input {}

    /** A write was applied. */
    record WriteApplied(long id, String receipt) implements Input {}

    /** A write met other records than expected. */
    record WriteConflicted(long id, List<RecordSet> actual) implements Input {}

    /** A write failed. */
    record WriteThrew(long id, DnsProviderException.Outcome outcome, Failure failure) implements Input {}

    /**
     * What a provider said of a call that failed.
     *
     * @param answered whether the provider itself said so, which shows that it can be reached
     * @param retryAfter how long it wants not to be asked; zero if it did not say
     * @param throttled whether it said that there were too many calls
     * @param unreadable whether it said that what stands there is no set that can be managed
     */
    record Failure(String detail, boolean answered, Duration retryAfter, boolean throttled, boolean unreadable) {

        Failure(String detail, boolean answered, Duration retryAfter) {
            this(detail, answered, retryAfter, false, false);
        }

        /** Text of others comes in here. */
        public Failure {
            detail = ForeignText.line(detail);
        }

        /** A failure without an answer. */
        public static Failure unanswered(String detail) {
            return new Failure(detail, false, Duration.ZERO);
        }
    }

    /** Right before a write it turned out that it may not be made any more: nothing was sent. */
    record WriteSkipped(long id) implements Input {}

    /**
     * The provider has said whether the records may be written.
     *
     * @param missing what it said of a right that is missing; empty if it knows of none
     */
    record RightsAnswered(long id, String missing) implements Input {
        /** Text of others comes in here. */
        public RightsAnswered {
            missing = ForeignText.line(missing);
        }
    }

    /** It was not to be learned whether the records may be written. */
    record RightsUnanswered(long id) implements Input {}

    /** What stands of what operators said. */
    record WordsSet(Intents intents) implements Input {}

    /**
     * Every authoritative server gives the accepted change.
     *
     * @param horizon when resolvers have forgotten what was before
     */
    record Proved(Horizon horizon) implements Input {}

    /**
     * Not every authoritative server gives the accepted change, after some time.
     *
     * @param bogus whether one gives it in a way that resolvers which validate refuse
     */
    record NotProved(String detail, boolean bogus) implements Input {
        /** Text of others comes in here. */
        public NotProved {
            detail = ForeignText.line(detail);
        }
    }

    /** A server shows our last mark beside other values than were written with it. */
    record ValuesDiffer() implements Input {}

    /**
     * Whoever leads says that these endpoints are published. It decides nothing about the records.
     *
     * @param endpoints empty if nobody can say
     */
    record PublishedHeard(List<Integer> endpoints) implements Input {
        public PublishedHeard {
            endpoints = List.copyOf(endpoints);
        }
    }

    /** The application met failures of an endpoint; {@code detail} says how many and of what kind. */
    record FailuresReported(int endpoint, String detail) implements Input {
        /** Text of others comes in here. */
        public FailuresReported {
            detail = ForeignText.line(detail);
        }
    }

    /** The engine closes. */
    record Close() implements Input {}
}
