package io.github.dnsfailover;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.config.PoolKeys;
import io.github.dnsfailover.internal.config.Source;
import io.github.dnsfailover.internal.machine.ReadyPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What moves together: one or more DNS names, the endpoints that may serve them, and the rules.
 *
 * <pre>{@code
 * EndpointPool www = EndpointPool.named("www")
 *         .name("www.example.com")
 *         .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22"))
 *         .endpoint(Endpoint.backup("ec2", "198.51.100.109"))
 *         .check(HttpCheck.get("/").host("www.example.com").build())
 *         .provider(dns)
 *         .build();
 * }</pre>
 *
 * <p>Which types of records the names have follows from the endpoints. Everything else has a default, which {@link
 * Builder} tells option by option. Building a pool asks the provider for its {@link DnsProvider#traits} and makes no
 * other call. What does not fit together is refused by an {@link IllegalArgumentException} that names the option, its
 * value and the rule.
 *
 * <p>Immutable.
 */
public final class EndpointPool {

    /** What to do when a name already holds values that are not of this pool, and no mark says otherwise. */
    public enum TakeOver {
        /** Write nothing, and say what would have been written. */
        REFUSE_FOREIGN,
        /** Replace them as soon as an endpoint is proven healthy. */
        ADOPT
    }

    /** What to do when somebody else changes the records later. */
    public enum ForeignEdits {
        /** Set them right once, after the hold-down; at the second time stop writing and say so. */
        REASSERT_ONCE,
        /** Leave them, until they are as they were or an operator says {@link OperatorIntent#clear}. */
        YIELD
    }

    /** What to do when the mark of this pool is replaced by one of somebody else, or by what is no mark. */
    public enum ForeignMarks {
        /**
         * Nothing is written any more, and an alarm tells: another engine may lead, and two must not fight over a
         * record.
         */
        STAND_STILL,
        /**
         * Takes it for an edit: the mark is set right once after the hold-down; the second time nothing is written, and
         * an alarm tells. For zones in which others may write TXT records and no other engine runs: there, one text
         * would switch failover off. It holds only after this engine has written its own mark. At a start, and among
         * several instances for a mark of a higher term, it is as {@link #STAND_STILL}.
         */
        REASSERT_ONCE
    }

    private static final String READY_CHECKS = EndpointPool.class.getPackageName() + ".check";

    private final String pool;
    private final List<DnsName> names;
    private final List<Endpoint> endpoints;
    private final HealthCheck check;
    private final FailoverPolicy policy;
    private final DnsProvider provider;
    private final Failback failback;
    private final AllDown allDown;
    private final TakeOver takeOver;
    private final ForeignEdits foreignEdits;
    private final ForeignMarks foreignMarks;
    private final boolean markless;
    private final boolean marked;
    private final Set<Target.Network> saidNetworks;
    private final Set<Target.Network> networks;

    /** Null unless said. */
    private final @Nullable String scope;

    private final int importance;

    private final Timings timings;
    private final Timings.Builder saidTimings;
    private final boolean differentFamilies;
    private final boolean withdrawsFamily;
    private final ConvergenceBound convergence;
    private final List<String> warnings;

    private EndpointPool(Builder builder, HealthCheck check, DnsProvider provider, Timings timings) {
        this.pool = builder.pool;
        this.names = List.copyOf(builder.names);
        this.endpoints = PoolRules.byPriority(builder.endpoints);
        this.check = check;
        this.policy = builder.policy;
        this.provider = provider;
        this.failback = builder.failback;
        this.allDown = builder.allDown;
        this.takeOver = builder.takeOver;
        this.foreignEdits = builder.foreignEdits;
        this.foreignMarks = builder.foreignMarks;
        this.scope = builder.scope;
        this.markless = builder.markless;
        this.importance = builder.importance;
        this.marked = !builder.markless && provider.traits().types().contains(RecordType.TXT);
        this.saidNetworks = EnumSet.copyOf(builder.networks);
        this.networks = PoolRules.networks(endpoints, saidNetworks);
        this.timings = timings;
        this.saidTimings = builder.timings.copy();
        this.differentFamilies = builder.differentFamilies;
        this.withdrawsFamily = builder.withdrawsFamily;
        this.convergence = ConvergenceBound.of(this);
        this.warnings = PoolRules.warnings(timings);
    }

    /**
     * Starts a pool.
     *
     * @param pool what people call it: 1 to 32 letters, digits, '_', '.' or '-'
     */
    public static Builder named(String pool) {
        return new Builder(pool);
    }

    /**
     * A builder with everything that flat keys say, as frameworks, {@link java.util.Properties} and {@link
     * System#getenv} have them; docs/configuration.md lists all keys. What no key can hold, above all the provider, is
     * then handed to the builder.
     *
     * <pre>{@code
     * EndpointPool www = EndpointPool.fromProperties("failover.pools.www", settings)
     *         .provider(dns)
     *         .build();
     * }</pre>
     *
     * <p>{@code hold-down}, {@code holdDown}, {@code hold_down} and {@code HOLD_DOWN} are one name. Keys that are not
     * below the prefix are not looked at; an unknown one below it is refused. Where two keys say the same option, they
     * must agree, or one must be the name of an environment variable ({@code FAILOVER_POOLS_WWW_HOLDDOWN}), which
     * overrules the other.
     *
     * @param prefix what the keys begin with, without the last dot; empty for all keys of the map. The pool has the
     *     name of its last part, unless the key {@code pool} says another
     * @param properties keys and their values: texts, numbers or booleans; not kept
     * @throws IllegalArgumentException if a key is unknown, or a value breaks a rule; the message has the whole key,
     *     the value and the rule. Rules between several options are those of {@link Builder#build}
     */
    public static Builder fromProperties(String prefix, Map<?, ?> properties) {
        return fromProperties(prefix, properties, name -> Optional.empty());
    }

    /**
     * The same, with secrets. A key that wants one, such as that of a header with a token, holds {@code secret:} and a
     * name, and never the secret; no message shows either. Each is asked for once, now.
     *
     * @param secrets the secret that a name stands for, if there is one
     */
    public static Builder fromProperties(
            String prefix, Map<?, ?> properties, Function<String, Optional<String>> secrets) {
        Source source = new Source(Objects.requireNonNull(prefix, "prefix"), properties, secrets);
        Builder builder = PoolKeys.read(source, Builder::checkEach);
        builder.origin = source.origin();
        return builder;
    }

    /**
     * A builder with everything that was said of this pool, for one that differs in little: a test hands the pool of
     * an application another provider and another check.
     *
     * <pre>{@code
     * EndpointPool tested = shop.toBuilder()
     *         .provider(MemoryDnsProvider.of(MemoryZone.of("example.com")))
     *         .check(new ScriptedCheck())
     *         .build();
     * }</pre>
     *
     * <p>What followed from something else, such as a hold-down of two TTLs, follows again. Names and endpoints that
     * are added come after those that are there.
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** What people call it. */
    public String pool() {
        return pool;
    }

    /** The names that move together, as given; the first carries the mark. */
    public List<DnsName> names() {
        return names;
    }

    /** The endpoints, the preferred first. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** How a target is checked. */
    public HealthCheck check() {
        return check;
    }

    /** How endpoints are chosen. */
    public FailoverPolicy policy() {
        return policy;
    }

    /** Where the records are. */
    public DnsProvider provider() {
        return provider;
    }

    /** When to go back. */
    public Failback failback() {
        return failback;
    }

    /** What to publish when nothing is healthy. */
    public AllDown allDown() {
        return allDown;
    }

    /** What to do with values found at the start. */
    public TakeOver takeOver() {
        return takeOver;
    }

    /** What to do with later edits of others. */
    public ForeignEdits foreignEdits() {
        return foreignEdits;
    }

    /** What to do when others replace the mark. */
    public ForeignMarks foreignMarks() {
        return foreignMarks;
    }

    /** Whether the pool keeps a mark beside its records. */
    public boolean isMarked() {
        return marked;
    }

    /** Whether the IPv6 addresses of an endpoint are withdrawn while they alone are dead. */
    public boolean withdrawsFamily() {
        return withdrawsFamily;
    }

    /** What the lead over this pool is held for, if it was said; else it is the provider's zone. */
    public Optional<String> scope() {
        return Optional.ofNullable(scope);
    }

    /** The networks that the host names of endpoints may lead probes to. */
    public Set<Target.Network> networks() {
        return networks;
    }

    /** How early its failovers are made where a provider can be asked for only so many at a time; 0 unless said. */
    public int importance() {
        return importance;
    }

    /** All durations and thresholds. */
    public Timings timings() {
        return timings;
    }

    /** How soon after faults have stopped the record is right, term by term. */
    public ConvergenceBound convergence() {
        return convergence;
    }

    /** Settings that are allowed but dangerous, each with what it does; mostly none. */
    public List<String> warnings() {
        return warnings;
    }

    /** All settings, for people: what was given or read from keys, and what follows from it. Holds no secret. */
    @Override
    public String toString() {
        String family = withdrawsFamily ? ", dead IPv6 is withdrawn" : "";
        String mark = marked ? "" : ", no mark";
        String lead = scope == null ? "" : ", scope " + scope;
        return "pool " + pool + " " + names + " " + endpoints + ", check " + shown(check) + ", policy " + shown(policy)
                + ", provider " + provider.traits().label() + ", failback " + failback + ", all down: " + allDown
                + family + ", take-over " + takeOver + ", foreign edits " + foreignEdits + ", foreign marks "
                + foreignMarks + mark + lead + ", importance " + importance + ", names may lead to " + networks
                + ", " + timings;
    }

    /** The kind alone: its paths, wanted texts and parts may hold a token, and what an application wrote, anything. */
    private static String shown(HealthCheck check) {
        Class<?> kind = check.getClass();
        boolean ready = kind.getPackageName().equals(READY_CHECKS) && !kind.isHidden();
        return ready ? kind.getSimpleName() : "of the application's own";
    }

    private static String shown(FailoverPolicy policy) {
        return policy instanceof ReadyPolicy ? policy.toString() : "of the application's own";
    }

    /** Builds an {@link EndpointPool}; confined to one thread. */
    public static final class Builder {

        private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9.-][A-Za-z0-9._-]{0,63}");

        private final String pool;
        private final List<DnsName> names = new ArrayList<>();
        private final List<Endpoint> endpoints = new ArrayList<>();
        private final Timings.Builder timings;
        private FailoverPolicy policy = FailoverPolicy.orderedPriority();
        private Failback failback = Failback.automatic();
        private AllDown allDown = AllDown.keep();
        private TakeOver takeOver = TakeOver.REFUSE_FOREIGN;
        private ForeignEdits foreignEdits = ForeignEdits.REASSERT_ONCE;
        private ForeignMarks foreignMarks = ForeignMarks.STAND_STILL;
        private final Set<Target.Network> networks = EnumSet.of(Target.Network.PUBLIC);
        private boolean markless;
        private int importance;

        /** Null unless said. */
        private @Nullable String scope;

        private boolean differentFamilies;
        private boolean withdrawsFamily;

        /** The prefix of the keys that it was made of; empty if there are none. */
        private String origin = "";

        /** Null until given. */
        private @Nullable HealthCheck check;

        /** Null until given. */
        private @Nullable DnsProvider provider;

        private Builder(String pool) {
            this.pool = Objects.requireNonNull(pool, "pool");
            this.timings = new Timings.Builder();
        }

        private Builder(EndpointPool built) {
            this.pool = built.pool;
            this.names.addAll(built.names);
            this.endpoints.addAll(built.endpoints);
            this.timings = built.saidTimings.copy();
            this.policy = built.policy;
            this.failback = built.failback;
            this.allDown = built.allDown;
            this.takeOver = built.takeOver;
            this.foreignEdits = built.foreignEdits;
            this.foreignMarks = built.foreignMarks;
            this.markless = built.markless;
            this.scope = built.scope;
            this.importance = built.importance;
            this.networks.addAll(built.saidNetworks);
            this.differentFamilies = built.differentFamilies;
            this.withdrawsFamily = built.withdrawsFamily;
            this.check = built.check;
            this.provider = built.provider;
        }

        /**
         * Adds a name. Which types of record it has follows from the endpoints.
         *
         * @throws IllegalArgumentException if the text is no domain name
         */
        public Builder name(String value) {
            names.add(DnsName.of(value));
            return this;
        }

        /** Adds an endpoint. */
        public Builder endpoint(Endpoint value) {
            endpoints.add(Objects.requireNonNull(value, "endpoint"));
            return this;
        }

        /** How a target is checked. */
        public Builder check(HealthCheck value) {
            check = Objects.requireNonNull(value, "check");
            return this;
        }

        /** Where the records are. The engine does not close it. */
        public Builder provider(DnsProvider value) {
            provider = Objects.requireNonNull(value, "provider");
            return this;
        }

        /** How endpoints are chosen; default {@link FailoverPolicy#orderedPriority}. */
        public Builder policy(FailoverPolicy value) {
            policy = Objects.requireNonNull(value, "policy");
            return this;
        }

        /** When to go back; default {@link Failback#automatic}. */
        public Builder failback(Failback value) {
            failback = Objects.requireNonNull(value, "failback");
            return this;
        }

        /** What to publish when every endpoint is unhealthy; default {@link AllDown#keep}. */
        public Builder allDown(AllDown value) {
            allDown = Objects.requireNonNull(value, "allDown");
            return this;
        }

        /** What to do with other people's values found at the start; default {@link TakeOver#REFUSE_FOREIGN}. */
        public Builder takeOver(TakeOver value) {
            takeOver = Objects.requireNonNull(value, "takeOver");
            return this;
        }

        /** What to do when others change the records later; default {@link ForeignEdits#REASSERT_ONCE}. */
        public Builder foreignEdits(ForeignEdits value) {
            foreignEdits = Objects.requireNonNull(value, "foreignEdits");
            return this;
        }

        /** What to do when others replace the mark; default {@link ForeignMarks#STAND_STILL}. */
        public Builder foreignMarks(ForeignMarks value) {
            foreignMarks = Objects.requireNonNull(value, "foreignMarks");
            return this;
        }

        /**
         * Keeps no mark beside the records, for zones that do not allow a TXT record there.
         *
         * <p>What is lost: a replayed or late write can move the records again unnoticed (A-B-A); the value of a member
         * that somebody else put there is taken for ours; another owner, environment or newer engine is not seen; and
         * nobody knows what an earlier engine has replaced, so for a week after a start {@link
         * io.github.dnsfailover.event.ChangeProved#horizon} is the least only.
         */
        public Builder markless() {
            markless = true;
            return this;
        }

        /**
         * What the lead over this pool is held for, where several engines share the work; equal on all of them.
         * Default the provider's zone: an engine that cannot reach it gives up the pools there, and no others.
         *
         * @param value 1 to 64 letters, digits, '.', '-' or '_', the first of them no '_'
         */
        public Builder scope(String value) {
            if (!SCOPE.matcher(value).matches()) {
                throw new IllegalArgumentException("scope: \"" + value
                        + "\"; 1 to 64 letters, digits, '.', '-' or '_' are allowed, the first of them no '_'");
            }
            scope = value;
            return this;
        }

        /**
         * How early this pool's calls are made where many pools wait for a provider that may be asked only so many
         * times a second: higher goes first, among calls of the same kind. Default 0.
         *
         * @param value from -1000 to 1000
         */
        public Builder importance(int value) {
            if (value < -1_000 || value > 1_000) {
                throw new IllegalArgumentException("importance: " + value + "; -1000 to 1000 are allowed");
            }
            importance = value;
            return this;
        }

        /**
         * Accepts endpoints that offer different address families. When the published endpoint lacks a family, the
         * records of that family are deleted in the same change.
         */
        public Builder allowDifferentFamilies() {
            differentFamilies = true;
            return this;
        }

        /**
         * Withdraws the IPv6 addresses of an endpoint while they alone are dead, instead of moving away from it: its
         * AAAA records are deleted, its A records stay. By default an endpoint with a dead address is unhealthy and the
         * pool moves; with {@link Endpoint#anyAddressSuffices} nothing changes.
         *
         * <p>The health of an endpoint with both families is then that of its IPv4 addresses: if they are dead the
         * pool moves, whatever IPv6 does, since clients that have IPv4 only would get nothing. Of several IPv6
         * addresses one dead one is enough; with {@link Endpoint#anyAddressSuffices} all must be dead, and likewise
         * for IPv4.
         *
         * <p>Nothing is withdrawn unless a control target of IPv6 has passed a probe that began after the first
         * failure: if it is this engine that has lost IPv6, the records stay. Such a target must be among the
         * {@link FailoverEngine.Builder#control control targets}, best several.
         *
         * <p>IPv6 comes back as an endpoint does: after {@code rise} passed probes and the soak of {@link #failback},
         * which relapses make longer; if that is manual, when an operator says {@link OperatorIntent#failback}. A
         * move to an endpoint publishes its IPv6 addresses only if they are proven. It is no move: the hold-down
         * applies, {@link Trouble.Kind#IPV6_WITHDRAWN} stands meanwhile, and the event is a {@link
         * io.github.dnsfailover.event.RecordsChanged} of cause {@code FAMILY}. {@code OperatorIntent.up} keeps the
         * addresses published.
         *
         * <p>Needs addresses, not CNAME targets or aliases, at least one endpoint with both families, each of which is
         * probed, and a provider that can delete records.
         */
        public Builder withdrawFamily() {
            withdrawsFamily = true;
            return this;
        }

        /**
         * Lets the host names of CNAME and alias endpoints lead probes to these networks, too. By default they may lead
         * to public addresses, and to those networks in which the pool's own addresses lie, published or to probe at.
         *
         * <p>Whoever writes the DNS of such a name, in another zone mostly, chooses where probes go and who gets their
         * headers. A probe that would go elsewhere is not sent: it is inconclusive, and {@link
         * Trouble.Kind#TARGET_REFUSED} tells of it. See {@link Target.Network} for what no name may ever lead to.
         */
        public Builder namesMayLeadTo(Target.Network... values) {
            networks.addAll(List.of(values));
            return this;
        }

        /** TTL of the records; default 30 s. */
        public Builder ttl(Duration value) {
            timings.ttl = Objects.requireNonNull(value, "ttl");
            return this;
        }

        /** From the start of a probe to the start of the next; default 10 s. */
        public Builder interval(Duration value) {
            timings.interval = Objects.requireNonNull(value, "interval");
            return this;
        }

        /**
         * The same for an address that has been unhealthy for ten intervals; default the interval. At least the
         * interval.
         */
        public Builder intervalWhenDown(Duration value) {
            timings.intervalWhenDown = Objects.requireNonNull(value, "intervalWhenDown");
            return this;
        }

        /** How long a probe may take; default 3 s, or the interval if that is shorter. */
        public Builder timeout(Duration value) {
            timings.timeout = Objects.requireNonNull(value, "timeout");
            return this;
        }

        /** From the end of a probe to the next while a health is in doubt; default 1 s, or the interval if shorter. */
        public Builder recheck(Duration value) {
            timings.recheck = Objects.requireNonNull(value, "recheck");
            return this;
        }

        /** Failed probes in a row until an endpoint is unhealthy; default 3. */
        public Builder fall(int value) {
            timings.fall = value;
            return this;
        }

        /** Passed probes in a row until an endpoint is healthy; default 2. */
        public Builder rise(int value) {
            timings.rise = value;
            return this;
        }

        /**
         * Passed probes in a row that make earlier failures count no more; default 1, so that only failures in a row
         * count. With 10, isolated failures add up until ten passes in a row, and an endpoint that fails now and then
         * is caught too.
         */
        public Builder forgive(int value) {
            timings.forgive = value;
            return this;
        }

        /**
         * Failures within less time than this are one observation; default 3 s. Below 1 s a short blackout of the
         * network moves traffic: {@link EndpointPool#warnings} says so, and so does the event at the start.
         */
        public Builder minimumUnhealthySpan(Duration value) {
            timings.minimumUnhealthySpan = Objects.requireNonNull(value, "minimumUnhealthySpan");
            return this;
        }

        /** For how long a passed probe proves an endpoint; default 2 x (interval + timeout). */
        public Builder freshness(Duration value) {
            timings.freshness = Objects.requireNonNull(value, "freshness");
            return this;
        }

        /** From one write to the next while something published is healthy; default 2 x TTL. */
        public Builder holdDown(Duration value) {
            timings.holdDown = Objects.requireNonNull(value, "holdDown");
            return this;
        }

        /**
         * From one write to the next while nothing published is healthy; default 5 s. At most the hold-down: a pool
         * with a TTL of less than 2.5 s needs one of both said.
         */
        public Builder escapeFloor(Duration value) {
            timings.escapeFloor = Objects.requireNonNull(value, "escapeFloor");
            return this;
        }

        /** How often the leader reads the records; default 60 s, give or take 10 %. */
        public Builder readEvery(Duration value) {
            timings.readEvery = Objects.requireNonNull(value, "readEvery");
            return this;
        }

        /**
         * How long after the start the engine waits for every endpoint's health before it decides; default fall x
         * recheck + interval + timeout.
         */
        public Builder settleLimit(Duration value) {
            timings.settleLimit = Objects.requireNonNull(value, "settleLimit");
            return this;
        }

        /**
         * Makes the pool.
         *
         * @throws IllegalArgumentException if something is missing or does not fit together, or the provider cannot
         *     hold such records; the message names the field, the value and the rule
         */
        public EndpointPool build() {
            try {
                return complete();
            } catch (IllegalArgumentException e) {
                throw origin.isEmpty() ? e : new IllegalArgumentException(PoolKeys.refusal(origin, e), e);
            }
        }

        /** What each value must keep to, whatever the others are. */
        private void checkEach() {
            PoolRules.checkPool(pool);
            timings.checkEach(pool);
        }

        private EndpointPool complete() {
            PoolRules.require(check != null, pool, "check: none given; check(..) or the key check.kind says one");
            PoolRules.require(provider != null, pool, "provider: none given; provider(..) says one, no key does");
            Timings complete = timings.complete(pool);
            PoolRules.checkNames(pool, names);
            PoolRules.checkEndpoints(pool, endpoints, differentFamilies, allDown);
            DnsProvider dns = Objects.requireNonNull(provider);
            if (withdrawsFamily) {
                FamilyRules.check(pool, endpoints, dns.traits());
            }
            PoolRules.checkProvider(pool, names, endpoints, complete, dns.traits());
            PoolRules.checkPublishAll(pool, endpoints, allDown, dns.traits());
            return new EndpointPool(this, Objects.requireNonNull(check), dns, complete);
        }
    }
}
