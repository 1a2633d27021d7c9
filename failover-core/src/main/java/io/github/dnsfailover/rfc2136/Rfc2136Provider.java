package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.internal.wire.KeptConnections;
import io.github.dnsfailover.internal.wire.TcpSession;
import io.github.dnsfailover.internal.wire.WireException;
import io.github.dnsfailover.internal.wire.WireException.Reach;
import io.github.dnsfailover.rfc2136.UpdateRequest.Neighbour;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;

/**
 * Changes a zone by dynamic updates (RFC 2136) at its primary master, signed with TSIG (RFC 8945).
 *
 * <pre>{@code
 * DnsProvider dns = Rfc2136Provider.zone("example.com")
 *         .server("ns1.example.com")
 *         .key(TsigKey.of("failover", System.getenv("DNS_KEY")))
 *         .build();
 * }</pre>
 *
 * <p>A change is one UPDATE over TCP: prerequisites that name every value expected, then the deletions, then the
 * additions. The server takes all of it or nothing. Prerequisites carry no TTL, so values are compared and TTLs are
 * not.
 *
 * <p>Sets are read at the primary master itself, one after the other. What it answers is not always what stands there:
 * a wildcard answers for a name that has nothing, BIND with inline signing answers some milliseconds late. So for an
 * answer that is new, an UPDATE that demands it and changes nothing asks whether it stands. A read waits up to two
 * seconds until both agree, and a name that only a wildcard answers for is read as absent. A read fails, with words
 * that say so, for a name in a zone below or behind a DNAME record, where no update would be seen, and for a record
 * that the server keeps in another form than it answers with. A key that may not write reads what is answered.
 *
 * <p>A server may skip a part of an update in silence: RFC 2136 section 3.4.2.2 demands that for a CNAME beside other
 * records, a signed Knot zone does it to more of them, and PowerDNS with a Lua policy does it to whatever the policy
 * forbids. So a CNAME is written in the way that BIND, Knot and PowerDNS all follow, and after every change the server
 * is asked in the same session whether it stands. If it does not, what stood before is written again, and the change
 * counts as not applied.
 *
 * <p>With a key, questions are signed too, and nothing in an answer without a good signature is believed: whether it
 * says that the change was made or that it was not, the outcome is unknown. Two exceptions that cannot be signed,
 * BADKEY and BADSIG, count as not applied.
 *
 * <p>Thread-safe. Each call has a connection of its own, and interrupting its thread ends it. While calls overlap, as
 * when many pools move at once, a call that ended well hands its connection on to the next one. A record that {@link
 * RecordSet} cannot hold, such as a TXT record of several character-strings, fails the read that meets it.
 */
public final class Rfc2136Provider implements DnsProvider {

    private static final int DNS_PORT = 53;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A master may act on an update that it received in time a little after we stopped waiting for its answer. */
    private static final Duration LATE_EFFECT = Duration.ofSeconds(5);

    /** A look for what a CNAME must not replace may take this part of a call, and the update has the rest. */
    private static final int LOOK_SHARE = 4;

    private final ProviderTraits traits;
    private final String host;
    private final int port;
    private final Optional<Supplier<TsigKey>> keys;
    private final Function<TsigKey, TSIG> signers;
    private final Duration timeout;
    private final Authorities authorities;
    private final Learned learned = new Learned();
    private final KeptConnections connections;

    /** By the last call that ended. */
    private volatile Optional<Duration> clockAhead = Optional.empty();

    private final RightsProof rights;

    private Rfc2136Provider(Builder builder, String host) {
        this.host = host;
        this.port = builder.port;
        this.keys = Optional.ofNullable(builder.keys);
        this.signers = builder.signers;
        this.timeout = builder.timeout;
        this.connections = new KeptConnections(host, port, builder.idleLimit, builder.distrust);
        this.traits = ProviderTraits.of(builder.zone.toString(), ProviderTraits.Consistency.ATOMIC)
                .label(builder.label.isEmpty() ? "rfc2136 at " + server() : builder.label)
                .site(builder.site)
                .slowestCall(timeout.plus(LATE_EFFECT))
                .provesRights()
                .changeRule(change -> requireFits(builder.zone, change))
                .account(builder.account(this::server), builder.callsPerSecond)
                .build();
        this.rights = new RightsProof(builder.zone);
        this.authorities = builder.authorities != null ? builder.authorities : Authorities.ofZone(builder.zone);
    }

    /**
     * Starts a provider for one zone.
     *
     * @param zone the zone's apex
     * @throws IllegalArgumentException if it is no domain name
     */
    public static Builder zone(String zone) {
        return new Builder(DnsName.of(zone));
    }

    @Override
    public ProviderTraits traits() {
        return traits;
    }

    @Override
    public Authorities authorities() {
        return authorities;
    }

    /** By the times in signed answers; an answer whose own time is off is BADTIME, and tells by how much. */
    @Override
    public Optional<Duration> clockAhead() {
        return clockAhead;
    }

    @Override
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        requireKnown(keys);
        return converse(
                (conversation, refusal) -> standing(conversation, refusal).read(keys),
                e -> DnsProviderException.notApplied("reading from " + server() + " failed: " + e.getMessage(), e));
    }

    /** Asks by plain questions alone where a server, or a proxy before it, says yes to whatever is demanded. */
    @Override
    public boolean stands(List<RecordSet> sets) throws DnsProviderException {
        List<RecordKey> keys = sets.stream().map(RecordSet::key).toList();
        requireKnown(keys);
        return converse(
                (conversation, refusal) -> {
                    Standing standing = standing(conversation, refusal);
                    Reply reply = standing.ask(sets);
                    return switch (Standing.told(reply)) {
                        case YES -> standing.compares() || Standing.sameValues(standing.read(keys), sets);
                        case NO -> false;
                        case NOTHING -> throw refusal.ofQuestion(reply);
                    };
                },
                this::unasked);
    }

    /**
     * Adds exactly what stands. Proves nothing of a CNAME, of which PowerDNS makes a new serial, nor at a server that
     * was seen to make one of other sets. PowerDNS with a Lua policy skips in silence what it forbids, so there it
     * passes whatever the policy says. Proves nothing at a server that does not compare what is demanded.
     *
     * <p>For a set that does not exist it asks to add one, with a prerequisite that is never met. A server that looks
     * for the right first, as BIND and Knot do, refuses that if the right is missing.
     */
    @Override
    public Set<RecordKey> proveRights(List<RecordSet> standing) throws DnsProviderException {
        requireKnown(standing.stream().map(RecordSet::key).toList());
        if (!rights.asks(standing)) {
            return Set.of();
        }
        return converse(
                (conversation, refusal) ->
                        rights.prove(standing, conversation, standing(conversation, refusal), refusal),
                this::unasked);
    }

    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        requireKnown(change.keys());
        UpdateRequest request = UpdateRequest.of(traits.zone(), change);
        boolean looks = !request.cleared().isEmpty();
        if (looks) {
            requireNoBystander(request);
        }
        Duration left = looks ? timeout.minus(timeout.dividedBy(LOOK_SHARE)) : timeout;
        return converse(
                left,
                (conversation, refusal) -> {
                    Reply reply = conversation.send(request.message());
                    Standing standing = standing(conversation, refusal);
                    return switch (Standing.told(reply)) {
                        case YES -> {
                            learned.forget(change.keys());
                            new ReadBack(traits.zone(), conversation, standing, server()).requireStanding(change);
                            learned.add(change.transitions().stream()
                                    .map(Transition::desired)
                                    .toList());
                            yield new WriteResult.Applied("");
                        }
                        case NO -> compared(change, request, reply, standing);
                        case NOTHING -> {
                            if (Refusal.mayBeOfSets(reply)) {
                                List<RecordKey> refused = new RefusedSets(traits.zone(), conversation, standing)
                                        .of(request, change.transitions());
                                throw refusal.ofUpdate(reply, RefusedSets.words(refused, change.keys()));
                            }
                            throw refusal.ofUpdate(reply);
                        }
                    };
                },
                this::unsent);
    }

    /** A conversation of its own, since some fronts hang up at, or keep silent to, a question for all types. */
    private void requireNoBystander(UpdateRequest request) throws DnsProviderException {
        Signature signature = signature();
        Optional<Neighbour> found;
        try (Conversation conversation = apart(signature, timeout.dividedBy(LOOK_SHARE))) {
            found = Bystanders.find(request, conversation);
        } catch (WireException e) {
            return; // the update itself tells what is wrong, and demands what it can
        }
        if (found.isPresent()) {
            throw DnsProviderException.notApplied("nothing was changed: [" + found.get() + "] is in the way")
                    .answered();
        }
    }

    private static void requireFits(DnsName zone, RecordChange change) {
        try {
            UpdateRequest.of(zone, change);
        } catch (DnsProviderException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Standing standing(Conversation conversation, Refusal refusal) {
        return new Standing(traits.zone(), conversation, refusal, learned);
    }

    private DnsProviderException unasked(WireException e) {
        return DnsProviderException.notApplied("asking " + server() + " failed: " + e.getMessage(), e);
    }

    private DnsProviderException unsent(WireException e) {
        return e.reach() == Reach.NOTHING_SENT
                ? DnsProviderException.notApplied("update of " + server() + " was not sent: " + e.getMessage(), e)
                : DnsProviderException.unknown(
                        "update of " + server() + " was sent, its answer is missing: " + e.getMessage(), e);
    }

    private WriteResult compared(RecordChange change, UpdateRequest request, Reply reply, Standing standing)
            throws DnsProviderException {
        String said = "nothing was changed: " + server() + " answered " + Rcode.string(reply.rcode());
        try {
            learned.forget(change.keys());
            List<RecordSet> actual = standing.read(change.keys());
            if (differs(change, actual)) {
                return new WriteResult.Conflict(actual);
            }
            Optional<Neighbour> inTheWay = standing.anyOf(request.neighbours());
            throw DnsProviderException.notApplied(
                    inTheWay.isEmpty()
                            ? said + " although " + change.keys()
                                    + " are as expected; somebody may have changed them and changed them back"
                            : said + ", since [" + inTheWay.get() + "] is in the way");
        } catch (WireException e) {
            throw DnsProviderException.notApplied(said + ", and reading failed: " + e.getMessage(), e);
        }
    }

    private static boolean differs(RecordChange change, List<RecordSet> actual) {
        for (int i = 0; i < actual.size(); i++) {
            if (!change.transitions().get(i).expected().sameValues(actual.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** What a call asks in its conversation. */
    private interface Exchange<T> {
        T with(Conversation conversation, Refusal refusal) throws WireException, DnsProviderException;
    }

    /**
     * Holds one conversation. Whatever fails in it after the server has answered anything is told as answered.
     *
     * @param words for an exchange that did not end with an answer
     */
    private <T> T converse(Exchange<T> exchange, Function<WireException, DnsProviderException> words)
            throws DnsProviderException {
        return converse(timeout, exchange, words);
    }

    private <T> T converse(Duration limit, Exchange<T> exchange, Function<WireException, DnsProviderException> words)
            throws DnsProviderException {
        Signature signature = signature();
        try (Conversation conversation = begin(signature, limit)) {
            try {
                return exchange.with(conversation, signature.refusal());
            } catch (WireException e) {
                throw reached(conversation, words.apply(e));
            } catch (DnsProviderException e) {
                throw reached(conversation, e);
            } finally {
                conversation.clockAhead().ifPresent(ahead -> clockAhead = Optional.of(ahead));
            }
        } catch (WireException e) {
            throw words.apply(e);
        }
    }

    private static DnsProviderException reached(Conversation conversation, DnsProviderException failure) {
        return conversation.answered() ? failure.answered() : failure;
    }

    private Conversation begin(Signature signature, Duration limit) throws WireException {
        return new Conversation(connections.begin(limit), connections::end, signature.signer());
    }

    /** The connection of this is used by nobody else, before or after. */
    private Conversation apart(Signature signature, Duration limit) throws WireException {
        return new Conversation(TcpSession.open(host, port, limit), TcpSession::close, signature.signer());
    }

    /** How one call signs, and how its failures are told. */
    private record Signature(Optional<TSIG> signer, Refusal refusal) {}

    /** Asks for the key anew for each call, so that it can be rotated. */
    private Signature signature() throws DnsProviderException {
        String zone = traits.zone().toString();
        if (keys.isEmpty()) {
            return new Signature(Optional.empty(), new Refusal(server(), zone, "unsigned requests"));
        }
        TsigKey key;
        try {
            key = Objects.requireNonNull(keys.get().get(), "key");
        } catch (RuntimeException e) {
            // The application's code; its message and stack may show the secret, so only its type is told.
            throw DnsProviderException.notApplied(
                    "the supplier of the key failed: " + e.getClass().getName());
        }
        String words = "the key " + key.name() + " (" + key.algorithm() + ")";
        return new Signature(Optional.of(signers.apply(key)), new Refusal(server(), zone, words));
    }

    private void requireKnown(List<RecordKey> keys) throws DnsProviderException {
        for (RecordKey key : keys) {
            if (!traits.types().contains(key.type())) {
                throw DnsProviderException.notApplied(key + ": RFC 2136 knows no type " + key.type());
            }
            if (!key.name().isWithin(traits.zone())) {
                throw DnsProviderException.notApplied(key + " lies outside the zone " + traits.zone());
            }
        }
    }

    private String server() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Closes the connections that are kept while calls overlap, and waits for no call. */
    @Override
    public void close() {
        connections.close();
    }

    /** Its label, zone and types; no secret. */
    @Override
    public String toString() {
        return traits.toString();
    }

    /** Builds a {@link Rfc2136Provider}; confined to one thread. */
    public static final class Builder {

        private final DnsName zone;
        private @Nullable String host; // null until said; build() refuses that
        private int port = DNS_PORT;
        private @Nullable Supplier<TsigKey> keys; // null until said, or unsigned
        private boolean unsigned;
        private Function<TsigKey, TSIG> signers = TsigKey::signer;
        private Duration timeout = TIMEOUT;
        private String label = "";
        private String site = "";
        private String account = "";
        private double callsPerSecond = Double.POSITIVE_INFINITY;
        private @Nullable Authorities authorities; // null: those of the zone
        private Duration idleLimit = KeptConnections.IDLE_LIMIT;
        private Duration distrust = KeptConnections.DISTRUST;

        private Builder(DnsName zone) {
            this.zone = zone;
        }

        /**
         * The zone's primary master, at port 53.
         *
         * @param hostOrAddress a host name, looked up by the JVM for each call, or an IPv4 or IPv6 address
         */
        public Builder server(String hostOrAddress) {
            return server(hostOrAddress, DNS_PORT);
        }

        /** The zone's primary master at another port; see {@link #server(String)}. */
        public Builder server(String hostOrAddress, int port) {
            this.host = Objects.requireNonNull(hostOrAddress, "server");
            this.port = port;
            return this;
        }

        /** The key that signs. */
        public Builder key(TsigKey key) {
            Objects.requireNonNull(key, "key");
            return key(() -> key);
        }

        /**
         * Where the key that signs comes from: asked for each call, on the call's thread, so that the key can be
         * rotated.
         */
        public Builder key(Supplier<TsigKey> supplier) {
            keys = Objects.requireNonNull(supplier, "key");
            unsigned = false;
            return this;
        }

        /**
         * Does without a key: for a server that takes updates by address. Anybody between here and the server can
         * change the zone or forge its answers.
         */
        public Builder unsigned() {
            keys = null;
            unsigned = true;
            return this;
        }

        /**
         * How long a call may take, with everything in it; default 10 s. {@link ProviderTraits#slowestCall} is 5 s
         * more, for an update that arrived in time and is made late.
         */
        public Builder timeout(Duration value) {
            timeout = Objects.requireNonNull(value, "timeout");
            return this;
        }

        /** What people call this provider; default {@code rfc2136 at} the server. */
        public Builder label(String value) {
            label = Objects.requireNonNull(value, "label");
            return this;
        }

        /** The site in which the primary master stands, if it shares one with an endpoint. */
        public Builder site(String value) {
            site = Objects.requireNonNull(value, "site");
            return this;
        }

        /**
         * What the server's limit on calls is counted for, where several providers share one: as many as name the same
         * share one budget. Default the server's address and port if {@link #callsPerSecond} is said, so that all
         * providers at one server share; and otherwise none, so that this provider shares with no other.
         *
         * @param name such as {@code dns.example.com}; equal for all providers that share
         */
        public Builder account(String name) {
            account = Objects.requireNonNull(name, "account");
            return this;
        }

        /**
         * How many calls a second an engine makes at most, on average, at the server, for all its providers there;
         * default without a limit. Failovers go first. A call is one read or one change, of a pool's records together;
         * each takes some messages over one connection. Where providers at one server say different figures, the
         * lowest holds.
         *
         * @param value from 0.1 to 10,000
         */
        public Builder callsPerSecond(double value) {
            callsPerSecond = value;
            return this;
        }

        private String account(Supplier<String> server) {
            boolean shared = account.isEmpty() && Double.isFinite(callsPerSecond);
            return shared ? "rfc2136 at " + server.get() : account;
        }

        /** The servers at which a change is proved; default those in the zone's NS records. */
        public Builder authorities(Authorities value) {
            authorities = Objects.requireNonNull(value, "authorities");
            return this;
        }

        /** Other clocks for tests. */
        Builder signers(Function<TsigKey, TSIG> value) {
            signers = value;
            return this;
        }

        /** Other limits of kept connections for tests. */
        Builder keeping(Duration idle, Duration afterFailure) {
            idleLimit = idle;
            distrust = afterFailure;
            return this;
        }

        /**
         * Makes the provider; asks nobody.
         *
         * @throws IllegalArgumentException if something is missing or makes no sense; the message names it
         */
        public Rfc2136Provider build() {
            if (host == null || host.isBlank()) {
                throw new IllegalArgumentException("server: none given; the zone's primary master is needed");
            }
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("server: port " + port + "; 1 to 65535 are allowed");
            }
            if (keys == null && !unsigned) {
                throw new IllegalArgumentException(
                        "key: none given; say unsigned() if the server takes updates by address");
            }
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException("timeout: " + timeout + "; 1 ms to 10 min are allowed");
            }
            return new Rfc2136Provider(this, host);
        }
    }
}
