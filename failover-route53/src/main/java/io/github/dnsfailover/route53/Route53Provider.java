package io.github.dnsfailover.route53;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.internal.net.Loopback;
import io.github.dnsfailover.route53.internal.AliasWords;
import io.github.dnsfailover.route53.internal.BudgetedHttpClient;
import io.github.dnsfailover.route53.internal.HostedZone;
import io.github.dnsfailover.route53.internal.Pace;
import io.github.dnsfailover.route53.internal.RequestBudget;
import io.github.dnsfailover.route53.internal.ZoneSearch;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.Route53ClientBuilder;

/**
 * Changes the record sets of one hosted zone at Amazon Route 53.
 *
 * <pre>{@code
 * DnsProvider dns = Route53Provider.zone("example.com", "Z0123456789ABCDEFGHIJ").build();
 * }</pre>
 *
 * <p><b>What it depends on.</b> Every change of a record, and every read, goes to Route 53's control plane, which AWS
 * runs in its region us-east-1 alone and advises against using in a recovery path. It has been out of reach for hours
 * while the name servers answered on. While it is, this provider moves nothing, and neither does any other program
 * that changes records. A switch that lives in the data plane (Route 53's health checks), and checks hosted by AWS,
 * are for a later release. If us-east-1 is one of your places, read docs/route53.md first.
 *
 * <p><b>How it changes.</b> A change is one batch of DELETEs of exactly what is expected, TTL included, and CREATEs
 * of what is desired, all or none of it: the service itself compares. Nothing is UPSERTed. After an answer that is
 * lost, a timeout or an error of the service, the zone is read, and the batch is repeated only if it was not taken.
 * Sets with a routing policy or a health check are refused, with a text that names the way out. A batch cannot say that
 * a set must be absent and stay so; such a condition is checked right before.
 *
 * <p><b>How much it asks.</b> Requests stay within a budget that all providers of an account share within an engine,
 * failovers first. By default it is 5 requests a second, and less while AWS says that there are too many; {@link
 * Builder#requestsPerSecond} sets another. AWS itself allows an account 10 a second and 50 at once, together with the
 * console, Terraform and all else that asks. Its older pages say 5 a second, and the default keeps to these, too. One
 * read of a pool takes one request if the pool has one name. Changes of the zone are made one after the other; share
 * one provider among the pools of a zone.
 *
 * <p>At most 4 MiB of an answer are read, with elements up to 64 deep, and 16 MiB with everything around it: a larger
 * one counts as no answer. With your own {@link Builder#client}, its HTTP client decides that.
 *
 * <p>Thread-safe. Waits and requests end at an interrupt at once, and a request in 10 s whatever the
 * service does; the look-up of its name takes as long as the resolver of this host lets it, which no limit here ends.
 */
public final class Route53Provider implements DnsProvider {

    private static final Duration TIMEOUT = Duration.ofSeconds(25);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);

    /** The service may act on a request that it received in time a little after we stopped waiting for its answer. */
    private static final Duration LATE_EFFECT = Duration.ofSeconds(5);

    /** A set may have 400 values, a request 1,000, and a change deletes as many as it creates. */
    private static final int VALUES_PER_SET = 400;

    private static final int VALUES_PER_CHANGE = 1_000;
    private static final double REQUESTS_PER_SECOND = 5;
    private static final String ACCOUNT = "route53";

    private final ProviderTraits traits;
    private final Authorities authorities;
    private final HostedZone zone;
    private final Route53Client client;
    private final boolean ownsClient;

    private Route53Provider(Builder builder) {
        client = builder.client != null ? builder.client : builder.newClient();
        ownsClient = builder.client == null;
        RequestBudget budget = new RequestBudget(builder.pace, builder.requestsPerSecond);
        zone = new HostedZone(client, builder.zoneId, budget, builder.pace, builder.timeout);
        authorities = builder.authorities != null ? builder.authorities : Authorities.ofZone(builder.zone);
        traits = ProviderTraits.of(builder.zone.toString(), ProviderTraits.Consistency.ATOMIC)
                .label(builder.label.isEmpty() ? "route53 zone " + builder.zoneId : builder.label)
                .site(builder.site)
                .types(EnumSet.allOf(RecordType.class))
                .aliasRule(AliasWords::parse)
                .valuesPerSet(VALUES_PER_SET)
                .valuesPerChange(VALUES_PER_CHANGE)
                .slowestCall(builder.timeout.plus(LATE_EFFECT))
                .oneWriteAtATime()
                .account(builder.account, builder.requestsPerSecond)
                .build();
    }

    /**
     * Starts a provider for one hosted zone.
     *
     * @param zone the zone's name, such as example.com
     * @param hostedZoneId its id, with or without {@code /hostedzone/}; see {@link #findZone}
     * @throws IllegalArgumentException if either is not of its form
     */
    public static Builder zone(String zone, String hostedZoneId) {
        return new Builder(DnsName.of(zone), AliasWords.zoneId("hostedZoneId", hostedZoneId));
    }

    /**
     * The id of the account's only hosted zone of a name. Blocks; needs the permission route53:ListHostedZonesByName.
     * Better written into the configuration once than looked up at each start.
     *
     * @throws DnsProviderException if there is none or there are several, public or private, or the service did not
     *     answer
     * @throws IllegalArgumentException if the name is none
     */
    public static String findZone(Route53Client client, String zone) throws DnsProviderException {
        return ZoneSearch.only(client, DnsName.of(zone));
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
        requireWithinZone(keys);
        return zone.read(keys);
    }

    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        requireWithinZone(change.keys());
        return zone.apply(change);
    }

    private void requireWithinZone(List<RecordKey> keys) throws DnsProviderException {
        for (RecordKey key : keys) {
            if (!key.name().isWithin(traits.zone())) {
                throw DnsProviderException.notApplied(key + " lies outside the zone " + traits.zone());
            }
        }
    }

    /**
     * Whether the change is at all of Route 53's name servers, by GetChange: asked with growing pauses and only with
     * requests to spare, so a false may be a few seconds old. Without the permission route53:GetChange it is always
     * true, after one warning in the log; the name servers themselves are asked anyway.
     */
    @Override
    public boolean propagated(String receipt) throws DnsProviderException {
        return zone.propagated(receipt);
    }

    /**
     * Makes the first request, which takes a second longer than others, and makes sure that the id is that of the zone.
     */
    @Override
    public void warmUp() throws DnsProviderException {
        zone.checkApex(traits.zone());
    }

    /** How many requests were sent: a read takes one for each name, and a lost answer some more. */
    @Override
    public OptionalLong requestsSent() {
        return OptionalLong.of(zone.requestsSent());
    }

    /** Closes the client, unless it was given, and returns at once; calls under way end within their own time. */
    @Override
    public void close() {
        if (ownsClient) {
            client.close();
        }
    }

    /** Its label, zone and types; no secret. */
    @Override
    public String toString() {
        return traits.toString();
    }

    /** Builds a {@link Route53Provider}; confined to one thread. */
    public static final class Builder {

        private final DnsName zone;
        private final String zoneId;
        private Region region = Region.US_EAST_1;
        private boolean dualStack;
        private double requestsPerSecond = REQUESTS_PER_SECOND;
        private Duration timeout = TIMEOUT;
        private String account = ACCOUNT;
        private String label = "";
        private String site = "";
        private Pace pace = Pace.real();
        private @Nullable Route53Client client; // null: one is made
        private @Nullable AwsCredentialsProvider credentials; // null: the AWS SDK's own chain
        private @Nullable URI endpoint; // null: that of the region's partition
        private boolean anywhereWithoutTls;
        private @Nullable Authorities authorities; // null: those of the zone

        private Builder(DnsName zone, String zoneId) {
            this.zone = zone;
            this.zoneId = zoneId;
        }

        /**
         * Uses this client, and does not close it: for credentials, proxies or endpoints of a special kind. Its
         * retries should be off ({@code AwsRetryStrategy.doNotRetry()}), since they count in no budget, and after a
         * lost answer they ask for a change that was made already; that is found out and costs one more read. The
         * timeouts of a call are set on each request.
         */
        public Builder client(Route53Client value) {
            client = Objects.requireNonNull(value, "client");
            return this;
        }

        /**
         * Where credentials come from; default the AWS SDK's own chain of system properties, environment, web
         * identity, profile, container and instance. Web identity needs the artifact {@code sts} on the class path,
         * profiles with SSO {@code sso} and {@code ssooidc}.
         */
        public Builder credentials(AwsCredentialsProvider value) {
            credentials = Objects.requireNonNull(value, "credentials");
            return this;
        }

        /**
         * A region of the partition that the zone is in; default us-east-1. It matters for partitions only: {@code
         * cn-northwest-1} for China, {@code us-gov-west-1} for GovCloud, {@code eusc-de-east-1} for the European
         * Sovereign Cloud.
         */
        public Builder region(String value) {
            region = Region.of(Objects.requireNonNull(value, "region"));
            return this;
        }

        /** Speaks to the endpoint that has IPv6 too. */
        public Builder dualStack() {
            dualStack = true;
            return this;
        }

        /**
         * Speaks to this endpoint instead of the partition's: a fake, or a private one. Without TLS only at a
         * loopback address: what is sent is signed, but not what is answered, and session tokens go along in the
         * clear.
         */
        public Builder endpoint(URI value) {
            endpoint = Objects.requireNonNull(value, "endpoint");
            anywhereWithoutTls = false;
            return this;
        }

        /**
         * Speaks to this endpoint, although what goes there may be seen and what comes from there forged on the way.
         */
        public Builder endpointWithoutTls(URI value) {
            endpoint = Objects.requireNonNull(value, "endpointWithoutTls");
            anywhereWithoutTls = true;
            return this;
        }

        /**
         * The AWS account of the zone, where an engine has zones of several: what limits requests is counted by
         * account. Default one for all providers.
         *
         * @param value such as {@code 123456789012}; equal for all providers of the account
         */
        public Builder account(String value) {
            account = ACCOUNT + ":" + Objects.requireNonNull(value, "account");
            return this;
        }

        /**
         * How many requests an engine sends at most on average to the account, for all its providers there; default
         * 5, a half of what AWS allows. Where providers of one account say different figures, the lowest holds. Several
         * engines, and everything else in the account, find their shares by AWS's refusals; or give each its own.
         */
        public Builder requestsPerSecond(double value) {
            requestsPerSecond = value;
            return this;
        }

        /**
         * How long a call may take, with everything in it; default 25 s. {@link ProviderTraits#slowestCall} is 5 s
         * more, for a change that arrived in time and is made late.
         */
        public Builder timeout(Duration value) {
            timeout = Objects.requireNonNull(value, "timeout");
            return this;
        }

        /** What people call this provider; default {@code route53 zone} and the id. */
        public Builder label(String value) {
            label = Objects.requireNonNull(value, "label");
            return this;
        }

        /**
         * The site that the control plane shares with an endpoint: that of your endpoint in us-east-1, if there is one.
         */
        public Builder site(String value) {
            site = Objects.requireNonNull(value, "site");
            return this;
        }

        /**
         * The servers at which a change is proved; default those in the zone's NS records. A private zone has none
         * that can be asked: give {@link Authorities#none}.
         */
        public Builder authorities(Authorities value) {
            authorities = Objects.requireNonNull(value, "authorities");
            return this;
        }

        /** Another clock for tests. */
        Builder pace(Pace value) {
            pace = value;
            return this;
        }

        /**
         * Makes the provider; asks nobody. The first client in a process takes about a second to load.
         *
         * @throws IllegalArgumentException if something makes no sense; the message names it
         */
        public Route53Provider build() {
            require(
                    requestsPerSecond >= 0.1 && requestsPerSecond <= 1_000,
                    "requestsPerSecond: " + requestsPerSecond + "; 0.1 to 1000 are allowed");
            require(
                    timeout.compareTo(SHORTEST_TIMEOUT) >= 0 && timeout.compareTo(LONGEST_TIMEOUT) <= 0,
                    "timeout: " + timeout + "; 2 s to 10 min are allowed");
            boolean ownSettings = credentials != null || endpoint != null || dualStack;
            require(
                    client == null || !ownSettings,
                    "client: one is given, so it has its own credentials and endpoint; leave credentials, endpoint and"
                            + " dualStack out");
            require(
                    endpoint == null || !dualStack,
                    "dualStack: an endpoint is given, so there is none to choose; leave one of both out");
            require(
                    endpoint == null || anywhereWithoutTls || isSafe(endpoint),
                    "endpoint: " + endpoint + "; needed is https, or a loopback address; endpointWithoutTls says that"
                            + " the way there is trusted");
            return new Route53Provider(this);
        }

        private static boolean isSafe(URI endpoint) {
            return "https".equalsIgnoreCase(endpoint.getScheme())
                    || Loopback.isLoopback(String.valueOf(endpoint.getHost()));
        }

        private static void require(boolean rule, String message) {
            if (!rule) {
                throw new IllegalArgumentException(message);
            }
        }

        /**
         * One try for each request: what to repeat, and when, is decided here, where the zone can be read in between.
         */
        private Route53Client newClient() {
            Route53ClientBuilder builder = Route53Client.builder()
                    .region(region)
                    .credentialsProvider(
                            credentials != null
                                    ? credentials
                                    : DefaultCredentialsProvider.builder().build())
                    .httpClientBuilder(BudgetedHttpClient.builder())
                    .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
            if (endpoint != null) {
                builder.endpointOverride(endpoint);
            } else {
                builder.dualstackEnabled(dualStack);
            }
            return builder.build();
        }
    }
}
