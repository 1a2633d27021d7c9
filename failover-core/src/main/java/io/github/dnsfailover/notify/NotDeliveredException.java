package io.github.dnsfailover.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/** An alert did not arrive, or not as a whole. The message is for people and holds no secret. */
public final class NotDeliveredException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean worthRetrying;
    private final Duration retryAfter;

    @SuppressWarnings("serial") // Set.copyOf gives one that can be written
    private final Set<String> delivered;

    private NotDeliveredException(String detail, boolean worthRetrying, Duration retryAfter, Set<String> delivered) {
        super(Objects.requireNonNull(detail, "detail"));
        this.delivered = Set.copyOf(delivered);
        this.worthRetrying = worthRetrying;
        this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
    }

    /** It may arrive later. */
    public static NotDeliveredException forNow(String detail) {
        return new NotDeliveredException(detail, true, Duration.ZERO, Set.of());
    }

    /** It may arrive later, and the other side asks not to be tried before this time has passed. */
    public static NotDeliveredException forNow(String detail, Duration retryAfter) {
        return new NotDeliveredException(detail, true, retryAfter, Set.of());
    }

    /** The same alert would be refused again. */
    public static NotDeliveredException forGood(String detail) {
        return new NotDeliveredException(detail, false, Duration.ZERO, Set.of());
    }

    /**
     * The reports about these pools arrived: they are not sent again, and the others go first from now on. For
     * receivers that take the pools of an alert one by one.
     *
     * @param pools by {@link Alert.Report#pool}
     */
    public NotDeliveredException delivered(Set<String> pools) {
        NotDeliveredException same =
                new NotDeliveredException(String.valueOf(getMessage()), worthRetrying, retryAfter, pools);
        same.setStackTrace(getStackTrace());
        return same;
    }

    /** The pools whose reports arrived; empty if none is known to have. */
    public Set<String> delivered() {
        return delivered;
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
