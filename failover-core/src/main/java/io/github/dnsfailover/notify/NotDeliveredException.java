package io.github.dnsfailover.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** An alert did not arrive. The message is for people and holds no secret. */
public final class NotDeliveredException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean worthRetrying;
    private final Duration retryAfter;

    private NotDeliveredException(String detail, boolean worthRetrying, Duration retryAfter) {
        super(Objects.requireNonNull(detail, "detail"));
        this.worthRetrying = worthRetrying;
        this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
    }

    /** It may arrive later. */
    public static NotDeliveredException forNow(String detail) {
        return new NotDeliveredException(detail, true, Duration.ZERO);
    }

    /** It may arrive later, and the other side asks not to be tried before this time has passed. */
    public static NotDeliveredException forNow(String detail, Duration retryAfter) {
        return new NotDeliveredException(detail, true, retryAfter);
    }

    /** The same alert would be refused again. */
    public static NotDeliveredException forGood(String detail) {
        return new NotDeliveredException(detail, false, Duration.ZERO);
    }

    /** Whether it may arrive later. */
    public boolean isWorthRetrying() {
        return worthRetrying;
    }

    /** How long the other side asks to be left alone; zero if it did not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
