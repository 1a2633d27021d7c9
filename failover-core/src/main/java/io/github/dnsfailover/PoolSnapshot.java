package io.github.dnsfailover;

import io.github.dnsfailover.dns.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A pool at one moment. Immutable; {@code toString} is for people. Made by the engine only: accessors will be added.
 */
public interface PoolSnapshot {

    /** An endpoint at that moment. Immutable; made by the engine only. */
    interface EndpointStatus {

        /** The endpoint. */
        Endpoint endpoint();

        /** The settled opinion, an operator's word taken in. */
        Health health();

        /** The settled opinion of the checks alone. */
        Health checks();

        /**
         * Since when {@link #health} stands: since an operator's word where that says something else than the checks,
         * else since their opinion does.
         */
        Instant since();

        /** Whether it is proven healthy at this moment. */
        boolean proven();

        /** Whether it is in the record, as far as the engine knows. */
        boolean published();

        /** What the last probes said; empty if there is nothing to say. */
        String detail();
    }

    /** Something that an operator said and that stands. Immutable; made by the engine only. */
    interface StandingIntent {

        /** What was said. */
        OperatorIntent.Kind kind();

        /** The endpoint that it is about; empty if it is about the pool. */
        String endpoint();

        /** Who said it. */
        String who();

        /** Why. */
        String why();

        /** When it was said, by the clock of the instance to which it was said. */
        Instant said();

        /** When it ends; empty if it stands until it is cleared. */
        Optional<Instant> until();
    }

    /** What an authoritative server gives after the last change that this engine made. Immutable. */
    interface ServerStatus {

        /** What a server gives. */
        enum Gives {
            /** The new answer. */
            NEW,
            /** Another answer than the new one. */
            OTHER,
            /** The new answer, with signatures that resolvers which validate refuse. */
            BOGUS,
            /** Nothing. */
            SILENT,
            /** This process could not ask it, or has not asked it yet. */
            UNASKED
        }

        /** What the server is called. */
        String server();

        /** What it gave when it was asked last. */
        Gives gives();

        /** What it said, for people; empty if it gives the new answer. */
        String detail();

        /** Since when it gives the new answer; empty if it does not. */
        Optional<Instant> since();
    }

    /** The pool's name. */
    String pool();

    /**
     * A fingerprint of what operators should have seen before they say something: what is published, what operators
     * said, and whether the pool is frozen. The same at each instance that knows the same. To be handed to {@link
     * OperatorIntent#ifStill}; it says nothing else.
     */
    String version();

    /** The endpoints, the preferred first. */
    List<EndpointStatus> endpoints();

    /** The records as last read or written; empty if this engine has not read them. */
    List<RecordSet> records();

    /** What the engine wants published; {@code hold} if it does not lead, or is closed. */
    String decision();

    /** Why. */
    String reason();

    /**
     * What keeps the record from following; empty if it follows. Often it is an ordinary wait, such as a hold-down, a
     * soak or a call under way. If it is more than that, it is among the {@link #troubles}, too.
     */
    String waitsFor();

    /** Why it is as it is, as of the moment of this snapshot; the same as {@link FailoverEngine#explain} gives. */
    Explanation explanation();

    /** What is wrong at present and concerns this pool, that of the engine and of its provider included. */
    List<Trouble> troubles();

    /**
     * By whom and why nothing is written for this pool: an operator's freeze, or the one that follows a second
     * foreign edit; {@code clear} lifts both. Empty if it is not frozen.
     */
    String frozen();

    /** What operators said; {@code none} if nothing. */
    String intent();

    /** The same, word by word, in the order in which it was said; all of it is lifted by {@code clear}. */
    List<StandingIntent> intents();

    /** What the lead over this pool is held for. */
    String scope();

    /** The term that the engine leads with; empty if it does not lead. */
    OptionalLong term();

    /** When this engine's last change was accepted; empty if it has changed nothing. */
    Optional<Instant> lastChange();

    /**
     * Until when resolvers that keep to the TTL may hold what this engine's changes have replaced, and those before it
     * as far as the mark tells; empty if nothing is known.
     */
    Optional<Instant> horizon();

    /** Whether that is the least: the last change is not proved, or something that resolvers may hold is not known. */
    boolean isHorizonLeast();

    /**
     * What the authoritative servers give after the last change that this engine made, server by server, as they were
     * asked last; empty if it has made none, or the provider names none.
     */
    List<ServerStatus> servers();

    /** When the engine will look at the pool again at the latest; empty once it is closed. */
    Optional<Instant> nextDeadline();
}
