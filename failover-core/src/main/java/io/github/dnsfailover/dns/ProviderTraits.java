package io.github.dnsfailover.dns;

import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a provider can do; a pool that asks for more is refused when it is built. Immutable.
 *
 * <pre>{@code
 * ProviderTraits traits = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
 *     .label("acme dns")
 *     .slowestCall(ofSeconds(20))
 *     .build();
 * }</pre>
 */
public final class ProviderTraits {

    /** How far compare-and-set reaches. */
    public enum Consistency {
        /** The zone's holder compares and changes in one step. */
        ATOMIC,
        /** The provider reads, compares, then changes: another writer in between is overwritten. */
        BEST_EFFORT
    }

    private final DnsName zone;
    private final Consistency consistency;
    private final String label;
    private final String site;
    private final Set<RecordType> types;
    private final Duration minTtl;
    private final Duration maxTtl;
    private final boolean setsTtl;
    private final int valuesPerSet;
    private final int valuesPerChange;
    private final Duration slowestCall;
    private final boolean oneWriteAtATime;
    private final boolean setBySet;
    private final boolean provesRights;
    private final boolean deletes;
    private final String account;
    private final double callsPerSecond;
    private final Consumer<String> aliasRule;
    private final Consumer<RecordChange> changeRule;

    private ProviderTraits(Builder builder) {
        zone = builder.zone;
        consistency = builder.consistency;
        label = builder.label;
        site = builder.site;
        types = Collections.unmodifiableSet(EnumSet.copyOf(builder.types));
        minTtl = builder.minTtl;
        maxTtl = builder.maxTtl;
        setsTtl = builder.setsTtl;
        valuesPerSet = builder.valuesPerSet;
        valuesPerChange = builder.valuesPerChange;
        slowestCall = builder.slowestCall;
        oneWriteAtATime = builder.oneWriteAtATime;
        setBySet = builder.setBySet;
        provesRights = builder.provesRights;
        deletes = builder.deletes;
        account = builder.account;
        callsPerSecond = builder.callsPerSecond;
        aliasRule = builder.aliasRule;
        changeRule = builder.changeRule;
    }

    /**
     * Starts the traits of a provider for one zone.
     *
     * @throws IllegalArgumentException if the zone is no domain name
     */
    public static Builder of(String zone, Consistency consistency) {
        return new Builder(DnsName.of(zone), consistency);
    }

    /** The one zone that the provider writes to. */
    public DnsName zone() {
        return zone;
    }

    /** How far compare-and-set reaches. */
    public Consistency consistency() {
        return consistency;
    }

    /** What people call it, in events and reports; holds no secret. */
    public String label() {
        return label;
    }

    /** The site in which the provider's master or API lives, if it shares one with an endpoint; empty if not said. */
    public String site() {
        return site;
    }

    /** The types that it can write. A provider that cannot write TXT keeps no mark. */
    public Set<RecordType> types() {
        return types;
    }

    /** The shortest TTL that it takes. */
    public Duration minTtl() {
        return minTtl;
    }

    /** The longest TTL that it takes. */
    public Duration maxTtl() {
        return maxTtl;
    }

    /** Whether it sets TTLs at all; where not, a differing TTL is no matter. */
    public boolean setsTtl() {
        return setsTtl;
    }

    /** How many values a set may have. */
    public int valuesPerSet() {
        return valuesPerSet;
    }

    /** How many values one change may name, counting those that it deletes and those that it creates. */
    public int valuesPerChange() {
        return valuesPerChange;
    }

    /**
     * How long a call may take, and for how long after its start it may still have an effect. The engine neither
     * reads nor writes a pool's records while an earlier call may still act.
     */
    public Duration slowestCall() {
        return slowestCall;
    }

    /** Whether the engine should hand it one call at a time; waiting in the queue does not count as a slow call. */
    public boolean oneWriteAtATime() {
        return oneWriteAtATime;
    }

    /**
     * Whether the vendor writes one set with each request, so that a change of several sets can stop on its way, and
     * others may see it half made. Such a provider is asked to write in an order that leaves no name without an
     * address: what is created or replaced first, then what is deleted, and the mark last. If it stops on the way, it
     * sets right what it wrote, or says that the outcome is unknown: then the engine reads before anything else.
     */
    public boolean setBySet() {
        return setBySet;
    }

    /** Whether a set can be deleted; where it cannot, a pool that would delete one is refused. */
    public boolean deletes() {
        return deletes;
    }

    /** Whether {@link DnsProvider#proveRights} proves anything, so that the engine asks now and then. */
    public boolean provesRights() {
        return provesRights;
    }

    /**
     * The account or server that its calls count against; empty if it shares its limits with no other provider. All
     * providers of an engine that name the same one share one budget of calls.
     */
    public String account() {
        return account;
    }

    /** How many calls a second the account may be asked; infinite if that is not known. */
    public double callsPerSecond() {
        return callsPerSecond;
    }

    /**
     * Makes sure that a canonical value of {@link RecordType#ALIAS} holds what this vendor needs, so that a pool with a
     * wrong one is refused when it is built and not when it moves.
     *
     * @throws IllegalArgumentException if it does not; the message says what is missing
     */
    public void checkAlias(String value) {
        aliasRule.accept(value);
    }

    /**
     * Makes sure that the largest change that a pool may ever make fits this vendor, beyond what {@link
     * #valuesPerChange} says, so that a pool whose moves would not fit is refused when it is built and not when it
     * moves.
     *
     * @throws IllegalArgumentException if it does not; the message says what is too much
     */
    public void checkChange(RecordChange change) {
        changeRule.accept(change);
    }

    @Override
    public String toString() {
        return label + " for " + zone + " (" + consistency + ", " + types + ")";
    }

    /** Builds {@link ProviderTraits}; confined to one thread. */
    public static final class Builder {

        private final DnsName zone;
        private final Consistency consistency;
        private String label;
        private String site = "";
        private Set<RecordType> types = EnumSet.complementOf(EnumSet.of(RecordType.ALIAS));
        private Duration minTtl = Duration.ofSeconds(1);
        private Duration maxTtl = Duration.ofSeconds(Integer.MAX_VALUE);
        private boolean setsTtl = true;
        private int valuesPerSet = 100;
        private int valuesPerChange = 10_000;
        private Duration slowestCall = Duration.ofSeconds(30);
        private boolean oneWriteAtATime;
        private boolean setBySet;
        private boolean provesRights;
        private boolean deletes = true;
        private String account = "";
        private double callsPerSecond = Double.POSITIVE_INFINITY;
        private Consumer<String> aliasRule = value -> {};
        private Consumer<RecordChange> changeRule = value -> {};

        private Builder(DnsName zone, Consistency consistency) {
            this.zone = zone;
            this.consistency = Objects.requireNonNull(consistency, "consistency");
            this.label = "provider of " + zone;
        }

        /** What people call it. */
        public Builder label(String value) {
            label = ForeignText.line(value, ForeignText.LONGEST_NAME);
            return this;
        }

        /** The site in which its master or API lives. */
        public Builder site(String value) {
            site = ForeignText.line(value, ForeignText.LONGEST_NAME);
            return this;
        }

        /** The types that it can write; default all but {@link RecordType#ALIAS}. */
        public Builder types(Set<RecordType> value) {
            types = Set.copyOf(value);
            return this;
        }

        /** The range of TTLs that it takes; default 1 s to 2^31-1 s. */
        public Builder ttlRange(Duration shortest, Duration longest) {
            minTtl = Objects.requireNonNull(shortest, "shortest");
            maxTtl = Objects.requireNonNull(longest, "longest");
            return this;
        }

        /** Says that it cannot set TTLs. */
        public Builder keepsOwnTtl() {
            setsTtl = false;
            return this;
        }

        /** How many values a set may have; default 100. */
        public Builder valuesPerSet(int value) {
            valuesPerSet = value;
            return this;
        }

        /** How many values one change may name, deleted and created ones together; default 10,000. */
        public Builder valuesPerChange(int value) {
            valuesPerChange = value;
            return this;
        }

        /** How long a call may take and act; default 30 s. */
        public Builder slowestCall(Duration value) {
            slowestCall = Objects.requireNonNull(value, "slowestCall");
            return this;
        }

        /** Asks the engine for one call at a time. */
        public Builder oneWriteAtATime() {
            oneWriteAtATime = true;
            return this;
        }

        /** Says that the vendor writes one set with each request, so that a change can stop on its way. */
        public Builder setBySet() {
            setBySet = true;
            return this;
        }

        /** Says that a set can be replaced and never deleted: {@code withdrawFamily()} is refused then. */
        public Builder neverDeletes() {
            deletes = false;
            return this;
        }

        /** Says that {@link DnsProvider#proveRights} proves something. */
        public Builder provesRights() {
            provesRights = true;
            return this;
        }

        /**
         * Which account or server its calls count against, where the vendor's limit is not known: the engine finds it
         * by {@link DnsProviderException#throttled}.
         *
         * @param name equal for all providers that share it, such as {@code acme:4711}
         */
        public Builder account(String name) {
            account = Objects.requireNonNull(name, "account");
            return this;
        }

        /**
         * Which account or server its calls count against, and how many calls a second the engine may make there.
         * Failovers go first, calm reads take a fifth of it at most, and all of it shrinks while the vendor says
         * that there are too many ({@link DnsProviderException#throttled}), since other programs may use the account.
         * Where providers name different rates for one account, the lowest holds. Each {@link DnsProvider#read} and
         * {@link DnsProvider#apply} counts as one; see {@link DnsProvider#requestsSent} for those that take more.
         *
         * @param name equal for all providers that share it, such as {@code acme:4711}
         * @param callsPerSecond from 0.1 to 10,000; a half of what the vendor allows leaves room for others
         */
        public Builder account(String name, double callsPerSecond) {
            this.callsPerSecond = callsPerSecond;
            return account(name);
        }

        /**
         * What {@link ProviderTraits#checkAlias} does: throws an IllegalArgumentException for a value that it refuses.
         */
        public Builder aliasRule(Consumer<String> value) {
            aliasRule = Objects.requireNonNull(value, "aliasRule");
            return this;
        }

        /**
         * What {@link ProviderTraits#checkChange} does: throws an IllegalArgumentException for a change that is too
         * large for one message or request.
         */
        public Builder changeRule(Consumer<RecordChange> value) {
            changeRule = Objects.requireNonNull(value, "changeRule");
            return this;
        }

        /**
         * Makes the traits.
         *
         * @throws IllegalArgumentException if a figure makes no sense; the message names it
         */
        public ProviderTraits build() {
            require(!types.isEmpty(), "types: none given; a provider writes at least one type");
            require(!minTtl.isNegative() && minTtl.compareTo(maxTtl) <= 0, "ttlRange: " + minTtl + " to " + maxTtl);
            require(valuesPerSet >= 1, "valuesPerSet: " + valuesPerSet + "; at least 1 is needed");
            require(valuesPerChange >= 4, "valuesPerChange: " + valuesPerChange + "; at least 4 are needed");
            require(
                    slowestCall.compareTo(Duration.ofMillis(1)) >= 0 && slowestCall.compareTo(Duration.ofHours(1)) <= 0,
                    "slowestCall: " + slowestCall + "; 1 ms to 1 h are allowed");
            require(
                    callsPerSecond == Double.POSITIVE_INFINITY || (callsPerSecond >= 0.1 && callsPerSecond <= 10_000),
                    "callsPerSecond: " + callsPerSecond + "; 0.1 to 10000 are allowed");
            require(
                    Double.isInfinite(callsPerSecond) || !account.isBlank(),
                    "account: \"" + account + "\"; a rate needs the name of what it is counted for");
            return new ProviderTraits(this);
        }

        private static void require(boolean rule, String message) {
            if (!rule) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
