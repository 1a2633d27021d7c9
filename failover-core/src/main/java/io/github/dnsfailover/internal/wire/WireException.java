package io.github.dnsfailover.internal.wire;

import java.io.IOException;

/** An exchange of messages that did not end with an answer; says whether the other side may have seen the request. */
public final class WireException extends IOException {

    private static final long serialVersionUID = 1L;

    /** How far the request came. */
    public enum Reach {
        /** Not one octet of it has left. */
        NOTHING_SENT,
        /** It has left, or a part of it: it may have been acted upon. */
        SENT
    }

    private final Reach reach;

    /** A failure that has no exception of its own behind it. */
    public WireException(Reach reach, String message) {
        super(message);
        this.reach = reach;
    }

    WireException(Reach reach, String message, Throwable cause) {
        super(message, cause);
        this.reach = reach;
    }

    /** How far the request came. */
    public Reach reach() {
        return reach;
    }
}
