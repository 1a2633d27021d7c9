package io.github.dnsfailover.dns;

import io.github.dnsfailover.internal.wire.WireAuthorities;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
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
         * @param timeout the longest time to wait, over all tries
         */
        Answer ask(RecordKey key, Duration timeout);
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
