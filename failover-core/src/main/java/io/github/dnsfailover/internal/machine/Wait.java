package io.github.dnsfailover.internal.machine;

import java.time.Duration;

/**
 * What a call that has not begun waits for.
 *
 * @param asked how long the provider asked to be left alone; zero if it did not say, or is not what is waited for
 */
public record Wait(Cause cause, Duration asked) {

    /** Why a call waits. */
    public enum Cause {
        /** A place among the calls that may run at once. */
        SLOT,
        /** Its turn in the budget of its account. */
        BUDGET,
        /** Its turn among the pools whose changes fail. */
        OTHERS_FAIL,
        /** The end of a pause that the provider asked for, since there were too many calls. */
        PROVIDER
    }

    /** A place among the calls that may run at once. */
    public static final Wait FOR_SLOT = new Wait(Cause.SLOT, Duration.ZERO);

    /** A turn in the budget of the account. */
    public static final Wait FOR_BUDGET = new Wait(Cause.BUDGET, Duration.ZERO);

    /** A turn among the pools whose changes fail. */
    public static final Wait FOR_TRY = new Wait(Cause.OTHERS_FAIL, Duration.ZERO);

    /** The end of a pause that the provider asked for. */
    public static Wait asked(Duration asked) {
        return new Wait(Cause.PROVIDER, asked);
    }

    /** Whether its end is known, so that the call is not called off before. */
    boolean hasEnd() {
        return cause != Cause.SLOT;
    }

    /** Whether it is our own queue: that is no fault of anybody. */
    boolean isOurs() {
        return cause == Cause.BUDGET;
    }

    /** As people read it; without an instant, since that would change from moment to moment. */
    String text() {
        return switch (cause) {
            case SLOT -> "a call to the provider is under way";
            case BUDGET -> "the call waits for its turn, since more are due than the provider's account may be asked";
            case OTHERS_FAIL -> "changes of several pools fail at this provider, so they are tried in turn";
            case PROVIDER ->
                "the provider asks us to wait"
                        + (Setbacks.cut(asked).isZero() ? "" : " for " + Setbacks.words(asked))
                        + " (too many calls)";
        };
    }
}
