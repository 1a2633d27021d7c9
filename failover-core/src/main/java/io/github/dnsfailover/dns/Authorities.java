package io.github.dnsfailover.dns;

import io.github.dnsfailover.internal.wire.WireAuthorities;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The authoritative servers of a zone, asked one by one to prove that a change has arrived.
 *
 * <p>Implementations are thread-safe; both calls may block.
 */
@FunctionalInterface
public interface Authorities {

    /**
     * The servers to ask; may look them up.
     *
     * @throws IOException if they could not be found
     */
    List<Server> servers() throws IOException;

    /** One authoritative server. */
    interface Server {

        /** What people call it: its name or address, and its port if that is not 53. */
        String name();

        /**
         * Why this host cannot ask it at all, such as that it has no address; empty if it can try. Such a server is
         * told once, and no proof waits for it.
         */
        default String unaskable() {
            return "";
        }

        /**
         * Asks for one record set without recursion, and never throws for the state of the world.
         *
         * <p>What counts is what resolvers get. They ask with EDNS and the DO bit, and a cache or a balancer in front
         * may answer that otherwise than a plain question: a server that gives two answers is
         * {@link Answer.Unreadable}, and one that answers only plain questions is {@link Answer.NotAuthoritative}.
         *
         * @param timeout the longest time to wait, over all tries
         */
        Answer ask(RecordKey key, Duration timeout);

        /**
         * What the DNSSEC signatures of record sets that this server holds are worth to a resolver that validates; of
         * the worst of the sets. It is asked for once a server gives the sets that it should: a set whose signatures
         * have expired is served, and yet resolvers answer SERVFAIL in its place. A set that is not there after
         * all was not answered. Never throws for the state of the world.
         *
         * @param keys the sets
         * @param at the moment for which signatures must hold
         * @param timeout the longest time to wait, over all questions
         * @return by default, that nobody has looked
         */
        default Signatures signatures(List<RecordKey> keys, Instant at, Duration timeout) {
            return new Signatures(Signatures.State.NOT_SEEN, "");
        }
    }

    /**
     * What signatures are worth (RFC 4035 section 5).
     *
     * @param state what was found
     * @param detail which set and why, for people; may be empty
     */
    record Signatures(State state, String detail) {

        /** What was found, the better first. */
        public enum State {
            /** Each set has a signature that holds under a key that the server gives for its zone. */
            VERIFIED,
            /** There is none, or the parent zone says that none is to be looked at. */
            UNSIGNED,
            /** They were not looked at, or nothing could be learned, such as for an algorithm that the JVM lacks. */
            NOT_SEEN,
            /** The server did not answer a question for a set with its signatures, or for the keys of its zone. */
            UNANSWERED,
            /** No signature of a set holds. Whether resolvers look at signatures of this zone is not known. */
            BROKEN,
            /** No signature of a set holds, or there is none, and the parent has a DS record: resolvers refuse it. */
            BOGUS
        }

        /** Refuses null. */
        public Signatures {
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(detail, "detail");
        }

        /** Whether a resolver that validates may refuse the sets. */
        public boolean areBad() {
            return state == State.BROKEN || state == State.BOGUS;
        }
    }

    /** What a server said. */
    sealed interface Answer {

        /**
         * An authoritative answer.
         *
         * @param set what the server holds; the empty set for "no such name" and "no such type"
         * @param negativeTtl for how long resolvers keep an empty answer: the lesser of the SOA's TTL and its minimum
         *     (RFC 2308 section 5), or the TTL of the CNAME that stands in the set's place; zero if the set is not
         *     empty
         */
        record Authoritative(RecordSet set, Duration negativeTtl) implements Answer {
            /** Refuses null. */
            public Authoritative {
                Objects.requireNonNull(set, "set");
                Objects.requireNonNull(negativeTtl, "negativeTtl");
            }
        }

        /**
         * It answered, but not with authority: lame, refusing, failing, or something on the way answered in its place.
         *
         * @param detail what it said
         */
        record NotAuthoritative(String detail) implements Answer {}

        /**
         * It answered with authority, but with data that no {@link RecordSet} can hold, such as a TXT record of several
         * character-strings: something else than this library would have written.
         *
         * @param detail what the record holds, as far as it can be shown
         */
        record Unreadable(String detail) implements Answer {}

        /**
         * It did not answer.
         *
         * @param detail how the try ended
         */
        record Unreachable(String detail) implements Answer {}
    }

    /** No servers: changes are taken as made when the provider says so, and nothing is proved. */
    static Authorities none() {
        return List::of;
    }

    /** The servers at these addresses, asked over UDP, then TCP. */
    static Authorities at(List<InetSocketAddress> addresses) {
        return WireAuthorities.at(addresses);
    }

    /** The servers in the zone's NS records, looked up by the system's resolver each time they are needed. */
    static Authorities ofZone(DnsName zone) {
        return WireAuthorities.ofZone(zone);
    }
}
