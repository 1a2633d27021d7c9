package io.github.dnsfailover.dyn;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Urgency;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.dyn.internal.Budget;
import io.github.dnsfailover.dyn.internal.DynFailure;
import io.github.dnsfailover.dyn.internal.DynFailure.Kind;
import io.github.dnsfailover.dyn.internal.HostUpdates;
import io.github.dnsfailover.dyn.internal.HostUpdates.Updater;
import io.github.dnsfailover.dyn.internal.Ticker;
import io.github.dnsfailover.dyn.internal.Turns;
import io.github.dnsfailover.dyn.internal.UpdateClient;
import io.github.dnsfailover.dyn.internal.Wire;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Moves hosts at a service that speaks the dyndns2 update protocol, as most dynamic DNS services do.
 *
 * <pre>{@code
 * DnsProvider dns = DynUpdateProvider.zone("example.net")
 *         .url("https://members.dyndns.org/nic/update")
 *         .credentials(DynCredentials.updater("acme", System.getenv("UPDATER_KEY")))
 *         .userAgent("Acme - Shop - 1.0")
 *         .stateStore(StateStore.file(Path.of("/var/lib/acme/dyndns")))
 *         .build();
 * }</pre>
 *
 * <p>The protocol sets one IPv4 address, and at some services one IPv6 address, of each host, and nothing else: no
 * TTL, no second value, no alias, no text and so no mark, no removal, and no comparison. Nor does it read: hosts are
 * read at the zone's authoritative servers, and for five minutes after an update, or after a start, the address that
 * the service accepted last counts where a server still gives what stood before.
 *
 * <p>Services punish clients that ask too often. An update is sent only for a change, and not before {@link
 * Builder#minimumInterval} after the host's last. Codes that call for a person, and a second "nochg" in a row, stop
 * all updates of the host, over restarts too, until {@link #resume}. After "911" none is sent for half an hour, after
 * other trouble for five minutes, and ever longer after answers that nobody understands. A "Retry-After" is kept to.
 *
 * <p>Make one provider for an account and zone, and hand it to all of its pools: the distance between updates, the
 * pauses and what was accepted are known to one provider only, except for what the state store holds.
 *
 * <p>{@code DnsProviderContract} of failover-testkit is not for this provider: the contract creates and removes sets,
 * writes TTLs, several values, TXT and CNAME records, and lets changes race. The protocol can do none of that.
 *
 * <p>Thread-safe; one call runs at a time. Interrupting a call's thread ends the call.
 */
public final class DynUpdateProvider implements DnsProvider {

    private static final String URL = "https://members.dyndns.org/nic/update";
    private static final String USER_AGENT = "dnsfailover - failover-dyn - 1";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_HOSTS = 20; // the protocol takes no more in one update
    private static final Duration MINIMUM_INTERVAL = Duration.ofSeconds(60);

    private static final long LARGEST_ANSWER = 64L << 10; // a line for each of 20 hosts, or a proxy's page

    /** A service may act on an update a little after we stopped waiting for its answer. */
    private static final Duration LATE_EFFECT = Duration.ofSeconds(15);

    private final ProviderTraits traits;
    private final Authorities authorities;
    private final Duration timeout;
    private final Ticker ticker;
    private final Supplier<DynCredentials> credentials;
    private final Wire wire;
    private final HostUpdates hosts;
    private final Turns turns = new Turns();
    private volatile boolean closed;

    private DynUpdateProvider(Builder builder, HttpUrl url, Supplier<DynCredentials> credentials) {
        this.credentials = credentials;
        timeout = builder.timeout;
        ticker = builder.ticker;
        authorities = builder.authorities != null ? builder.authorities : Authorities.ofZone(builder.zone);
        wire = Wire.of(Optional.ofNullable(builder.client), LARGEST_ANSWER);
        UpdateClient.Dialect dialect = new UpdateClient.Dialect(
                url,
                builder.userAgent,
                builder.hostParameter,
                builder.addressParameter,
                builder.ipv6Parameter,
                builder.hostsPerUpdate);
        hosts = new HostUpdates(
                new UpdateClient(wire, dialect),
                authorities,
                builder.stateStore,
                builder.ticker,
                builder.minimumInterval);
        Set<RecordType> types = EnumSet.of(RecordType.A);
        if (!builder.ipv6Parameter.isEmpty()) {
            types.add(RecordType.AAAA);
        }
        traits = ProviderTraits.of(builder.zone.toString(), ProviderTraits.Consistency.BEST_EFFORT)
                .label(builder.label.isEmpty() ? "dyndns2 at " + url.host() : builder.label)
                .site(builder.site)
                .types(types)
                .keepsOwnTtl()
                .neverDeletes()
                .valuesPerSet(1)
                .slowestCall(timeout.plus(LATE_EFFECT))
                .oneWriteAtATime()
                .build();
    }

    /**
     * Starts a provider.
     *
     * @param zone the zone of the service in which the hosts lie, and whose servers are asked for them
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

    @Override
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        requireKnown(keys);
        return inTurn(Urgency.REPAIR, budget -> hosts.read(keys, budget));
    }

    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        requireKnown(change.keys());
        Updater updater = updater();
        return inTurn(change.urgency(), budget -> hosts.apply(change, updater, budget));
    }

    /**
     * Says that a person has set right what stopped the updates, such as a password, or a host that the service had
     * blocked. Without that, going on would only make it worse.
     *
     * <p>Other providers with the same store see that before their next update. Hosts count too that this provider
     * has not met yet.
     *
     * @throws DnsProviderException if the state store does not keep it; this provider goes on updating, and tries to
     *     store it again with each call
     */
    public void resume() throws DnsProviderException {
        inTurn(Urgency.FAILOVER, budget -> {
            hosts.resume();
            return true;
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Budget budget) throws DynFailure;
    }

    private <T> T inTurn(Urgency urgency, Work<T> work) throws DnsProviderException {
        if (closed) {
            throw DnsProviderException.notApplied("the provider is closed");
        }
        Budget budget = Budget.of(ticker, timeout);
        try {
            if (!turns.take(urgency, budget.left())) {
                throw DnsProviderException.notApplied(
                        "other calls took all of the " + timeout.toMillis() + " ms that a call has");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DnsProviderException.notApplied("interrupted");
        }
        try {
            return work.run(budget);
        } catch (DynFailure e) {
            DnsProviderException exception = e.kind() == Kind.MAYBE_PUBLISHED
                    ? DnsProviderException.unknown(e.text(), e)
                    : DnsProviderException.notApplied(e.text(), e);
            DnsProviderException told = e.isAnswered() ? exception.answered() : exception;
            throw e.retryAfter().isZero() ? told : told.retryAfter(e.retryAfter());
        } finally {
            turns.leave();
        }
    }

    private Updater updater() throws DnsProviderException {
        try {
            DynCredentials now = Objects.requireNonNull(credentials.get(), "credentials");
            return new Updater(now.user(), now.secret());
        } catch (RuntimeException e) {
            // The application's code; its message and stack may show the secret, so only its type is told.
            throw DnsProviderException.notApplied(
                    "the supplier of the credentials failed: " + e.getClass().getName());
        }
    }

    private void requireKnown(List<RecordKey> keys) throws DnsProviderException {
        for (RecordKey key : keys) {
            if (!key.name().isWithin(traits.zone())) {
                throw DnsProviderException.notApplied(key + " lies outside the zone " + traits.zone());
            }
            if (!traits.types().contains(key.type())) {
                throw DnsProviderException.notApplied(key + " is of a type that the update protocol does not know");
            }
        }
    }

    /** Ends what runs, and returns at once; calls after it fail. A client that was handed in stays open. */
    @Override
    public void close() {
        closed = true;
        wire.close();
    }

    /** Its label, zone and types; no secret. */
    @Override
    public String toString() {
        return traits.toString();
    }

    /** Builds a {@link DynUpdateProvider}; confined to one thread. */
    public static final class Builder {

        private final DnsName zone;
        private String url = URL;
        private @Nullable Supplier<DynCredentials> credentials; // null until given
        private String userAgent = USER_AGENT;
        private String hostParameter = "hostname";
        private String addressParameter = "myip";
        private String ipv6Parameter = "";
        private int hostsPerUpdate = MOST_HOSTS;
        private Duration minimumInterval = MINIMUM_INTERVAL;
        private Duration timeout = TIMEOUT;
        private StateStore stateStore = StateStore.memory();
        private @Nullable OkHttpClient client; // null: one of our own
        private String label = "";
        private String site = "";
        private @Nullable Authorities authorities; // null: those of the zone
        private Ticker ticker = Ticker.system();

        private Builder(DnsName zone) {
            this.zone = zone;
        }

        /** The user and the updater key, or the password. */
        public Builder credentials(DynCredentials value) {
            Objects.requireNonNull(value, "credentials");
            Rules.require(
                    value.customer().isEmpty(),
                    "credentials: those of a Managed DNS account; say DynCredentials.updater(user, key)");
            return credentials(() -> value);
        }

        /** Where the user comes from: asked for each update, on the call's thread, so that the key can be rotated. */
        public Builder credentials(Supplier<DynCredentials> supplier) {
            credentials = Objects.requireNonNull(supplier, "credentials");
            return this;
        }

        /**
         * Where updates go, with whatever the service wants in its query besides; default
         * {@code https://members.dyndns.org/nic/update}. Without TLS only at a loopback address: the key goes there.
         */
        public Builder url(String value) {
            url = Objects.requireNonNull(value, "url");
            return this;
        }

        /**
         * Who asks, as {@code Company - Device - Version}; services refuse clients that do not say it. Default {@code
         * dnsfailover - failover-dyn - 1}.
         */
        public Builder userAgent(String value) {
            userAgent = Objects.requireNonNull(value, "userAgent");
            return this;
        }

        /** The parameter that names the hosts; default {@code hostname}. */
        public Builder hostParameter(String value) {
            hostParameter = Objects.requireNonNull(value, "hostParameter");
            return this;
        }

        /** The parameter that names the address; default {@code myip}. */
        public Builder addressParameter(String value) {
            addressParameter = Objects.requireNonNull(value, "addressParameter");
            return this;
        }

        /**
         * The parameter that names an IPv6 address, {@code myipv6} at some services; the same as {@link
         * #addressParameter} where one parameter takes both, with a comma between. Without it the provider writes no
         * AAAA records.
         */
        public Builder ipv6Parameter(String value) {
            ipv6Parameter = Objects.requireNonNull(value, "ipv6Parameter");
            return this;
        }

        /**
         * How many hosts that move to one place go in one update; default 20, which is the most that the protocol
         * allows. Say 1 where the service takes one at a time.
         */
        public Builder hostsPerUpdate(int value) {
            hostsPerUpdate = value;
            return this;
        }

        /**
         * The shortest time from one update of a host to the next; default 60 s. Services block clients that ask too
         * often.
         */
        public Builder minimumInterval(Duration value) {
            minimumInterval = Objects.requireNonNull(value, "minimumInterval");
            return this;
        }

        /**
         * How long a call may take, with its look at the zone's servers; default 30 s. {@link
         * ProviderTraits#slowestCall} is 15 s more, for an update that the service makes late.
         */
        public Builder timeout(Duration value) {
            timeout = Objects.requireNonNull(value, "timeout");
            return this;
        }

        /**
         * Where it is kept what the service accepted last, and why updates were stopped; default in memory, which a
         * restart forgets. An engine may use the same store.
         */
        public Builder stateStore(StateStore value) {
            stateStore = Objects.requireNonNull(value, "stateStore");
            return this;
        }

        /** An OkHttp client to derive ours from; see {@link DynProvider.Builder#client}. */
        public Builder client(OkHttpClient value) {
            client = Objects.requireNonNull(value, "client");
            return this;
        }

        /** What people call this provider; default {@code dyndns2 at} the host. */
        public Builder label(String value) {
            label = Objects.requireNonNull(value, "label");
            return this;
        }

        /** The site in which the service stands, if it shares one with an endpoint. */
        public Builder site(String value) {
            site = Objects.requireNonNull(value, "site");
            return this;
        }

        /** The servers at which hosts are read and changes proved; default those in the zone's NS records. */
        public Builder authorities(Authorities value) {
            authorities = Objects.requireNonNull(value, "authorities");
            return this;
        }

        /** Other clocks for tests. */
        Builder ticker(Ticker value) {
            ticker = value;
            return this;
        }

        /**
         * Makes the provider; asks nobody.
         *
         * @throws IllegalArgumentException if something is missing or makes no sense; the message names it
         */
        public DynUpdateProvider build() {
            Supplier<DynCredentials> supplier = credentials;
            Rules.require(supplier != null, "credentials: none given; the service needs a user");
            Rules.require(!userAgent.isBlank(), "userAgent: none given; services refuse clients without one");
            Rules.require(!hostParameter.isBlank(), "hostParameter: none given");
            Rules.require(!addressParameter.isBlank(), "addressParameter: none given");
            Rules.require(
                    !hostParameter.equals(addressParameter) && !hostParameter.equals(ipv6Parameter),
                    "hostParameter: \"" + hostParameter + "\" is that of the address, too");
            Rules.require(userAgent.matches("[ -~]+"), "userAgent: only printable ASCII can be sent");
            Rules.require(
                    hostsPerUpdate >= 1 && hostsPerUpdate <= MOST_HOSTS,
                    "hostsPerUpdate: " + hostsPerUpdate + "; 1 to " + MOST_HOSTS + " are allowed");
            Rules.requireDuration("timeout", timeout);
            Rules.requireDuration("minimumInterval", minimumInterval);
            HttpUrl service = Rules.service(url);
            for (String parameter : List.of(hostParameter, addressParameter, ipv6Parameter)) {
                Rules.require(
                        service.queryParameter(parameter) == null,
                        "url: its query has " + parameter + ", which each update sets");
            }
            return new DynUpdateProvider(this, service, Objects.requireNonNull(supplier));
        }
    }
}
