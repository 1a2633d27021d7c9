package io.github.dnsfailover;

/**
 * What an application does when the records of a pool change: empty a connection pool, tell a server, count.
 *
 * <pre>{@code
 * engine.onMove("www", (now, stage) -> connections.closeAll());
 * }</pre>
 *
 * <p>Called with one change at a time, on a thread of its own; see {@link FailoverEngine#onMove}.
 */
@FunctionalInterface
public interface MoveReaction {

    /** How far a change has come. */
    enum Stage {
        /** The provider has accepted it: new look-ups give it from now on, or in a moment. */
        ACCEPTED,
        /** Every authoritative server that can be asked gives it. */
        PROVED
    }

    /**
     * Reacts. It may block, for ten seconds at most: then it is interrupted. Whatever it throws is an event, {@link
     * io.github.dnsfailover.event.ReactionFailed}, and changes nothing else.
     *
     * @param now what is published; its {@link Published#move} is there
     */
    void moved(Published now, Stage stage) throws Exception;
}
