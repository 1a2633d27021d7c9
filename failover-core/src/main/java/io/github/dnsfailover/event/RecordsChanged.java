package io.github.dnsfailover.event;

import io.github.dnsfailover.dns.RecordChange.Transition;
import java.time.Instant;
import java.util.List;

/** The provider has accepted a change of the records. */
public interface RecordsChanged extends PoolEvent {

    /** The kinds of change. */
    enum Cause {
        /** Away from an endpoint that fails. */
        FAILOVER,
        /** To a better endpoint, or one more, while the present ones are good. */
        FAILBACK,
        /** Nothing is healthy, and the pool names what to publish then. */
        LAST_RESORT,
        /** An operator asked for it. */
        OPERATOR,
        /** The records were made, or taken over. */
        ADOPTION,
        /**
         * To endpoints of this pool from values that another version of it has, such as an endpoint's address before it
         * was changed in the application.
         */
        CONFIGURATION,
        /** The same endpoints: IPv6 was withdrawn of one, or came back. */
        FAMILY,
        /** The same endpoints: a TTL, a mark, or a foreign edit set right. */
        REPAIR,
        /**
         * The mark alone: an engine has taken over the lead from one that may still have a call under way, which fails
         * from then on. Nothing changes for clients.
         */
        NEW_LEADER
    }

    /** What kind of change it was. */
    Cause cause();

    /** Ids of the endpoints published before. */
    List<String> from();

    /** Ids of the endpoints published now. */
    List<String> to();

    /** Why. */
    String reason();

    /** What was changed, record set by record set. */
    List<Transition> transitions();

    /** The id that the vendor gave the change; empty if none. */
    String receipt();

    /** When the last health that led to it changed, or the need was seen. */
    Instant detected();

    /** When it was decided. */
    Instant decided();

    /** When the provider had accepted it. */
    Instant accepted();

    /**
     * Resolvers that keep to the TTL may hold older answers until then at least, what earlier changes have replaced
     * included; and longer, as long as a server has not turned. {@link ChangeProved#horizon} tells the end.
     */
    Instant horizon();
}
