package io.github.dnsfailover.client;

import io.github.dnsfailover.Published;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.internal.text.Durations;
import java.time.Duration;
import java.util.Set;

/** What becomes of a call at a place that was left: the rules alone. */
final class Departure {

    /** How a place was left. */
    enum Manner {
        /** It fails: whoever is silent there waits in vain. */
        URGENT,
        /** It is good: whoever is there has time. */
        PEACEFUL
    }

    /** How long a call may last by its nature. */
    enum Kind {
        /** A request and its answer. */
        PLAIN,
        /** An answer without an end: {@code text/event-stream}. */
        STREAM,
        /** A WebSocket. */
        WEB_SOCKET
    }

    /** What is to be done. */
    enum Step {
        /** Nothing yet. */
        STAY,
        /** A close frame is to be sent. */
        SAY_GOODBYE,
        /** The call is to be ended. */
        END
    }

    /**
     * How long what is given.
     *
     * @param spread over which new calls go to the new place, after a peaceful move
     * @param quiet silence after which a call counts as hung, after an urgent one
     * @param patience for calls that need not be hung
     */
    record Limits(Duration spread, Duration quiet, Duration patience) {}

    private static final Set<Cause> FAILING = Set.of(Cause.FAILOVER, Cause.LAST_RESORT);

    private final Limits limits;

    Departure(Limits limits) {
        this.limits = limits;
    }

    /** A cause that nobody knows is none that says that the old place fails. */
    static Manner manner(Published now) {
        boolean failing = now.move()
                .flatMap(Published.Move::cause)
                .filter(FAILING::contains)
                .isPresent();
        return failing ? Manner.URGENT : Manner.PEACEFUL;
    }

    /** What to do about a call. */
    Step step(Manner manner, Kind kind, long silentNanos, long leftNanos) {
        boolean hung = manner == Manner.URGENT && silentNanos >= limits.quiet().toNanos();
        boolean bounded = manner == Manner.PEACEFUL || kind != Kind.PLAIN; // a download from a failing place may end
        boolean late = bounded && leftNanos >= limits.patience().toNanos();
        if (!hung && !late) {
            return Step.STAY;
        }
        return kind == Kind.WEB_SOCKET ? Step.SAY_GOODBYE : Step.END;
    }

    /** What to do about a WebSocket that was told goodbye: the other side has as long as silence may last. */
    Step stepAfterGoodbye(long sinceNanos) {
        return sinceNanos >= limits.quiet().toNanos() ? Step.END : Step.STAY;
    }

    /** The share of new calls, from 0 to 1, that go to the new place this long after a peaceful move. */
    double share(long sinceNanos) {
        long spread = limits.spread().toNanos();
        return sinceNanos >= spread ? 1 : Math.max(0, (double) sinceNanos / spread);
    }

    /** Why a call was ended, for people; follows "the call there". */
    String reason(Manner manner, long silentNanos) {
        boolean hung = manner == Manner.URGENT && silentNanos >= limits.quiet().toNanos();
        return hung
                ? "was silent for " + Durations.words(limits.quiet())
                : "did not end within " + Durations.words(limits.patience());
    }

    Duration quiet() {
        return limits.quiet();
    }

    Duration patience() {
        return limits.patience();
    }
}
