package io.github.dnsfailover.dyn;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Urgency;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.dyn.internal.Budget;
import io.github.dnsfailover.dyn.internal.DynApi;
import io.github.dnsfailover.dyn.internal.DynFailure;
import io.github.dnsfailover.dyn.internal.DynFailure.Kind;
import io.github.dnsfailover.dyn.internal.Errand;
import io.github.dnsfailover.dyn.internal.RateLimit;
import io.github.dnsfailover.dyn.internal.Receipt;
import io.github.dnsfailover.dyn.internal.Rows;
import io.github.dnsfailover.dyn.internal.Session;
import io.github.dnsfailover.dyn.internal.Ticker;
import io.github.dnsfailover.dyn.internal.Turns;
import io.github.dnsfailover.dyn.internal.Wire;
import io.github.dnsfailover.dyn.internal.ZoneSearch;
import io.github.dnsfailover.dyn.internal.ZoneWork;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Changes a zone at Dyn Managed DNS, or at a service that speaks its REST interface.
 *
 * <pre>{@code
 * DnsProvider dns = DynProvider.zone("example.com")
 *         .credentials(DynCredentials.managed("acme", "failover-bot", System.getenv("DYN_PASSWORD")))
 *         .build();
 * }</pre>
 *
 * <p>A change is one change set of one session: the sets are read and compared, the edits queued, and one publish
 * makes all of them the zone's. The service cannot compare by itself, so another writer between the comparison and
 * the publish is overwritten ({@link ProviderTraits.Consistency#BEST_EFFORT}). When a call fails before the publish,
 * what it had queued is discarded, and its session is left; if the service does not answer to that either, the next
 * call does it before anything else, so leftovers are never published. The outcome is unknown only if the publish
 * itself may have been taken.
 *
 * <p>One session is used for all calls, and one call runs at a time, changes of the urgency {@link Urgency#FAILOVER}
 * first. Make one provider for an account and zone, and hand it to all of its pools: two would open two sessions, and
 * the service warns of changing a zone from more than one. It takes 5 requests in a second from all users of an
 * account together; where other tools or other providers use the same account, give each its share with {@link
 * Builder#requestsPerSecond}.
 *
 * <p>Thread-safe. Interrupting a call's thread ends the call. A record that {@link RecordSet} cannot hold, such as a
 * TXT record of several character-strings, fails the read that meets it.
 */
public final class DynProvider implements DnsProvider {

    private static final String URL = "https://api.dynect.net/REST/";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);
    private static final int REQUESTS_PER_SECOND = 4;
    private static final int MOST_REQUESTS_PER_SECOND = 1_000;

    private static final long LARGEST_ANSWER = 8L << 20; // the list of some 100,000 zones

    /** The service answers to no more A records at one name. */
    private static final int VALUES_PER_SET = 13;

    /** A publish that arrived in time may act after we stopped waiting: work of more than 5 s becomes a job. */
    private static final Duration LATE_EFFECT = Duration.ofSeconds(15);

    private final ProviderTraits traits;
    private final Authorities authorities;
    private final Duration timeout;
    private final Ticker ticker;
    private final Wire wire;
    private final ZoneWork work;
    private final Turns turns = new Turns();
    private volatile boolean closed;

    private DynProvider(Builder builder, DnsName zone, Line line) {
        timeout = builder.timeout;
        ticker = builder.ticker;
        wire = line.wire();
        work = new ZoneWork(zone, line.session(), ticker);
        traits = ProviderTraits.of(zone.toString(), ProviderTraits.Consistency.BEST_EFFORT)
                .label(builder.label.isEmpty() ? "dyn at " + line.host() : builder.label)
                .site(builder.site)
                .types(Rows.types())
                .valuesPerSet(VALUES_PER_SET)
                .slowestCall(timeout.plus(LATE_EFFECT))
                .oneWriteAtATime()
                .account("dyn at " + line.host()) // the service counts by account, and mostly there is one
                .build();
        authorities = builder.authorities != null ? builder.authorities : Authorities.ofZone(zone);
    }

    /** The way to the service: made once for a provider, also if it first looks for its zone. */
    private record Line(String host, Wire wire, Session session) {}

    /**
     * Starts a provider for one zone, to be made with {@link Builder#build}.
     *
     * @param zone the zone's apex
     * @throws IllegalArgumentException if it is no domain name
     */
    public static Builder zone(String zone) {
        return new Builder(DnsName.of(zone), true);
    }

    /**
     * Starts a provider for the zone that a name lies in, to be made with {@link Builder#find}: of the account's
     * zones the longest that ends the name, label by label.
     *
     * @param name any name in the zone
     * @throws IllegalArgumentException if it is no domain name
     */
    public static Builder zoneOf(String name) {
        return new Builder(DnsName.of(name), false);
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
        requireWritable(keys);
        return inTurn(Urgency.REPAIR, errand -> work.read(keys, errand));
    }

    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        requireWritable(change.keys());
        return inTurn(change.urgency(), errand -> work.apply(change, errand));
    }

    /**
     * Whether the task of the publish has ended and the zone has its serial; not yet, while another call has its turn.
     */
    @Override
    public boolean propagated(String receipt) throws DnsProviderException {
        Receipt parsed = Receipt.parse(receipt);
        requireOpen();
        if (!turns.takeIfFree()) {
            return false;
        }
        return run(errand(Urgency.REPAIR), errand -> work.propagated(parsed, errand));
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Errand errand) throws DynFailure, InterruptedException;
    }

    private <T> T inTurn(Urgency urgency, Work<T> task) throws DnsProviderException {
        requireOpen();
        Errand errand = errand(urgency);
        try {
            if (!turns.take(urgency, errand.budget().left())) {
                throw DnsProviderException.notApplied(
                        "other calls took all of the " + timeout.toMillis() + " ms that a call has");
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
        return run(errand, task);
    }

    /** Has the turn, and hands it on. */
    private <T> T run(Errand errand, Work<T> task) throws DnsProviderException {
        try {
            return task.run(errand);
        } catch (DynFailure e) {
            throw told(e, errand);
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            turns.leave();
        }
    }

    private Errand errand(Urgency urgency) {
        return new Errand(urgency, Budget.of(ticker, timeout));
    }

    private static DnsProviderException told(DynFailure failure, Errand errand) {
        DnsProviderException exception = failure.kind() == Kind.MAYBE_PUBLISHED
                ? DnsProviderException.unknown(failure.text(), failure)
                : DnsProviderException.notApplied(failure.text(), failure);
        DnsProviderException told = errand.isAnswered() ? exception.answered() : exception;
        told = failure.isThrottled() ? told.throttled() : failure.isUnreadable() ? told.unreadable() : told;
        return failure.retryAfter().isZero() ? told : told.retryAfter(failure.retryAfter());
    }

    /** A publish that was interrupted does not come here, see {@link ZoneWork#apply}. */
    private static DnsProviderException interrupted() {
        Thread.currentThread().interrupt();
        return DnsProviderException.notApplied("interrupted");
    }

    private void requireOpen() throws DnsProviderException {
        if (closed) {
            throw DnsProviderException.notApplied("the provider is closed");
        }
    }

    private void requireWritable(List<RecordKey> keys) throws DnsProviderException {
        for (RecordKey key : keys) {
            if (!key.name().isWithin(traits.zone())) {
                throw DnsProviderException.notApplied(key + " lies outside the zone " + traits.zone());
            }
            if (!traits.types().contains(key.type())) {
                throw DnsProviderException.notApplied(key + " is of a type that this provider does not know");
            }
        }
    }

    /**
     * Leaves the session, after the call that runs, if any, has ended. Returns within 6 s whatever the service and
     * that call do: it waits for 5 s in all, and an exchange may end a second late. Calls after it fail. A client
     * that was handed in stays open.
     */
    @Override
    public void close() {
        closed = true;
        Budget budget = Budget.of(ticker, ZoneWork.CLEANUP);
        try {
            if (turns.take(Urgency.FAILOVER, budget.left())) {
                try {
                    work.close(new Errand(Urgency.FAILOVER, budget));
                } finally {
                    turns.leave();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            wire.close();
        }
    }

    /** Its label, zone and types; no secret. */
    @Override
    public String toString() {
        return traits.toString();
    }

    /** Builds a {@link DynProvider}; confined to one thread. */
    public static final class Builder {

        private final DnsName name;
        private final boolean isZone;
        private String url = URL;
        private @Nullable Supplier<DynCredentials> credentials; // null until given
        private Duration timeout = TIMEOUT;
        private Duration keepAlive = KEEP_ALIVE;
        private int requestsPerSecond = REQUESTS_PER_SECOND;
        private @Nullable OkHttpClient client; // null: one of our own
        private String label = "";
        private String site = "";
        private @Nullable Authorities authorities; // null: those of the zone
        private Ticker ticker = Ticker.system();

        private Builder(DnsName name, boolean isZone) {
            this.name = name;
            this.isZone = isZone;
        }

        /**
         * The user.
         *
         * @throws IllegalArgumentException if it was made by {@link DynCredentials#updater}
         */
        public Builder credentials(DynCredentials value) {
            value.login(); // refuses those that are not for this service
            return credentials(() -> value);
        }

        /**
         * Where the user comes from: asked at each login, on the call's thread, so that the password can be rotated. A
         * password that the service refuses is not tried again for a minute, and ever longer after that; another one is
         * tried at once.
         */
        public Builder credentials(Supplier<DynCredentials> supplier) {
            credentials = Objects.requireNonNull(supplier, "credentials");
            return this;
        }

        /**
         * Where the service is; default {@code https://api.dynect.net/REST/}. Without TLS only at a loopback address:
         * the password goes there.
         */
        public Builder url(String value) {
            url = Objects.requireNonNull(value, "url");
            return this;
        }

        /**
         * How long a call may take, with everything in it; default 60 s. {@link ProviderTraits#slowestCall} is 15 s
         * more, for a publish that arrived in time and is made late.
         */
        public Builder timeout(Duration value) {
            timeout = Objects.requireNonNull(value, "timeout");
            return this;
        }

        /**
         * A session that was unused for longer is asked whether it still lives before it is used; default 5 min. The
         * engine's reads keep it in use.
         */
        public Builder keepAlive(Duration value) {
            keepAlive = Objects.requireNonNull(value, "keepAlive");
            return this;
        }

        /**
         * How many requests are sent within any second; default 4. Whatever is no failover uses half of them. The
         * service takes 5 from the whole account.
         */
        public Builder requestsPerSecond(int value) {
            requestsPerSecond = value;
            return this;
        }

        /**
         * An OkHttp client to derive ours from, for a proxy or certificates: its settings and threads are used, and
         * it is never closed. Connections are our own, since what is read from them counts against a budget. Its
         * interceptors see the password and the token.
         */
        public Builder client(OkHttpClient value) {
            client = Objects.requireNonNull(value, "client");
            return this;
        }

        /** What people call this provider; default {@code dyn at} the host. */
        public Builder label(String value) {
            label = Objects.requireNonNull(value, "label");
            return this;
        }

        /** The site in which the service stands, if it shares one with an endpoint. */
        public Builder site(String value) {
            site = Objects.requireNonNull(value, "site");
            return this;
        }

        /** The servers at which a change is proved; default those in the zone's NS records. */
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
        public DynProvider build() {
            Rules.require(isZone, "zone: of " + name + " is yet to be found; say find(), or name it with zone()");
            return new DynProvider(this, name, line());
        }

        /**
         * Asks the service for the zone and makes the provider; blocks for up to {@link #timeout}.
         *
         * @throws DnsProviderException if the service did not answer, or no zone of the account ends the name
         * @throws IllegalArgumentException if something is missing or makes no sense; the message names it
         */
        public DynProvider find() throws DnsProviderException {
            Line line = line();
            boolean found = false;
            try {
                Errand errand = new Errand(Urgency.FAILOVER, Budget.of(ticker, timeout));
                DnsName zone = ZoneSearch.find(name, line.session(), errand, ticker);
                found = true;
                return new DynProvider(this, zone, line);
            } catch (DynFailure e) {
                throw DnsProviderException.notApplied(e.text(), e);
            } catch (InterruptedException e) {
                throw interrupted();
            } finally {
                if (!found) {
                    line.wire().close();
                }
            }
        }

        private Line line() {
            HttpUrl base = base();
            Supplier<DynCredentials> supplier = credentials;
            Rules.require(supplier != null, "credentials: none given; the service needs a user");
            Rules.require(
                    requestsPerSecond >= 1 && requestsPerSecond <= MOST_REQUESTS_PER_SECOND,
                    "requestsPerSecond: " + requestsPerSecond + "; 1 to " + MOST_REQUESTS_PER_SECOND + " are allowed");
            Rules.requireDuration("timeout", timeout);
            Rules.requireDuration("keepAlive", keepAlive);
            Wire wire = Wire.of(Optional.ofNullable(client), LARGEST_ANSWER);
            DynApi api = new DynApi(base, wire, new RateLimit(requestsPerSecond), ticker);
            Supplier<DynCredentials> given = Objects.requireNonNull(supplier);
            Session session = new Session(api, ticker, () -> given.get().login(), keepAlive);
            return new Line(base.host(), wire, session);
        }

        private HttpUrl base() {
            HttpUrl base = Rules.service(url.endsWith("/") ? url : url + "/");
            Rules.require(base.query() == null, "url: \"" + Rules.shown(url) + "\"; a base cannot have a query");
            return base;
        }
    }
}
