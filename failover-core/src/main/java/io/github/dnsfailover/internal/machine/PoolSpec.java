package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.Timings;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.text.Durations;
import io.github.dnsfailover.internal.wire.AliasCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A pool as the machine wants it: durations in nanoseconds, targets numbered, record keys laid out. Immutable. */
public final class PoolSpec {

    /**
     * One thing to probe, and how.
     *
     * @param apart whether it tells nothing of its endpoint but whether its IPv6 addresses are to be withdrawn
     */
    public record TargetSpec(int endpoint, Target target, HealthCheck check, boolean apart) {

        /** Whether the check has its name looked up by the JVM, which no timeout ends; an alias is not. */
        public boolean isLookedUp() {
            return target.address().isEmpty() && !(check instanceof AliasCheck);
        }
    }

    /**
     * Who this engine is, and how it acts.
     *
     * @param self what its marks say of it, other than any other engine's; empty if there is no other
     * @param controlled whether it has control targets
     */
    public record Identity(
            String owner,
            String environment,
            Leadership.Instances instances,
            String self,
            boolean dryRun,
            boolean controlled) {}

    /**
     * Where the pool stands in its engine.
     *
     * @param pool its number
     * @param provider the number of its provider
     * @param scouts the pools that look in turn whether the provider is back
     * @param share of the account that the provider calls
     */
    public record Place(int pool, int provider, Scouts scouts, Share share) {

        /** The only pool of its engine. */
        public static final Place ALONE = new Place(0, 0, new Scouts(0, 1), Share.WHOLE);
    }

    /**
     * The pools of a provider that go on reading while it is away: a few, since one of them may hang.
     *
     * @param number which of them the pool is; another one if it is not less than {@code of}
     * @param of how many there are
     */
    public record Scouts(int number, int of) {

        /** Whether it looks by itself, as there is no other. */
        boolean isOnly() {
            return of == 1 && number == 0;
        }

        boolean hasTurn(int turns) {
            return turns % of == number;
        }
    }

    /**
     * What a pool has of an account that providers call.
     *
     * @param account what it is called; empty if it has no name
     * @param pools how many share it
     * @param calmEvery how often it may make one calm call of each kind, in nanoseconds; zero if the rate is not known
     */
    public record Share(String account, int pools, long calmEvery) {

        /** From one pool's calls to the next's at half of the rate, in nanoseconds; zero if that is not known. */
        public long halfRate() {
            return (long) (2 * Limits.CALM_SHARE * calmEvery / pools);
        }

        /** All of an account without a rate. */
        public static final Share WHOLE = new Share("", 1, 0);
    }

    /**
     * Something that a move away from the primary needs, and that lies in the primary's site.
     *
     * @param what such as the provider
     */
    public record Shared(String what, String text) {}

    /** What the engine, its election and its store are called among the things that lie in a site. */
    public static final String ENGINE = "engine";

    public static final String LEADERSHIP = "leadership";
    public static final String STORE = "state store";

    public final EndpointPool pool;

    /** Asked for once: a provider is anybody's, and the engine's thread calls nothing that may block or throw. */
    public final ProviderTraits traits;

    /** The pool's name, as a list. */
    final List<String> pools;

    public final Identity identity;
    public final Place place;

    /** What the lead over the pool is held for. */
    public final String scope;

    /** The site that each thing lies in which a move needs, by what it is called; empty if not said. */
    public final Map<String, String> sites;

    /** What fails together with the primary, although a move away from it needs it. */
    public final List<Shared> shared;

    public final List<Endpoint> endpoints;
    public final List<TargetSpec> targets;

    /** The keys of the names, name by name; then the mark's key, if there is a mark. */
    public final List<RecordKey> keys;

    /** Null if the pool keeps no mark. */
    public final @Nullable RecordKey markKey;

    /** For each endpoint, the sets that publish it alone: most decisions ask for those, and each step decides. */
    final List<List<RecordSet>> alone;

    public final String fingerprint;

    /** Differs where another version of the application has other names or endpoints. */
    public final String configuration;

    public final long interval;
    public final long intervalWhenDown;
    public final long timeout;
    public final long recheck;
    public final long unhealthySpan;

    /** Failures until a target is unhealthy: two at least where they must span some time. */
    public final int failuresNeeded;

    /** From the start of one probe to the next when a slow one is being confirmed. */
    public final long stagger;

    public final long freshness;
    public final long holdDown;
    public final long escapeFloor;

    /** As the pool has it, or less often if its account cannot bear that. */
    public final long readEvery;

    /** The same for proofs of rights. */
    final long rightsEvery;

    public final long settleLimit;
    public final long slowestCall;

    /** Negative if failback is manual. */
    public final long soak;

    /** A pool whose engine has told no site. */
    public PoolSpec(EndpointPool pool, Identity identity, Place place) {
        this(pool, identity, place, Map.of());
    }

    /**
     * Lays a pool out.
     *
     * @param sites where the engine and what it depends on lies
     */
    public PoolSpec(EndpointPool pool, Identity identity, Place place, Map<String, String> sites) {
        this.pool = pool;
        this.pools = List.of(pool.pool());
        this.place = place;
        this.traits = pool.provider().traits();
        this.identity = identity;
        this.scope = pool.scope().orElseGet(() -> traits.zone().toString());
        this.endpoints = pool.endpoints();
        this.sites = SharedSites.with(sites, traits);
        this.shared = SharedSites.of(this);
        this.targets = TargetLayout.of(pool);
        this.markKey = pool.isMarked() ? RecordKey.of(pool.names().get(0).child(Mark.LABEL), RecordType.TXT) : null;
        this.keys = KeyLayout.of(pool, traits, markKey);
        this.fingerprint = Mark.fingerprintOf(pool.pool());
        this.configuration = Configuration.fingerprint(keys, endpoints);
        Timings t = pool.timings();
        this.interval = t.interval().toNanos();
        this.intervalWhenDown = t.intervalWhenDown().toNanos();
        this.timeout = t.timeout().toNanos();
        this.recheck = t.recheck().toNanos();
        this.unhealthySpan = t.minimumUnhealthySpan().toNanos();
        this.failuresNeeded = Math.max(t.fall(), unhealthySpan > 0 ? 2 : 1);
        this.stagger = stagger(failuresNeeded, unhealthySpan, recheck);
        this.freshness = t.freshness().toNanos();
        this.holdDown = t.holdDown().toNanos();
        this.escapeFloor = t.escapeFloor().toNanos();
        this.readEvery = Math.max(t.readEvery().toNanos(), place.share().calmEvery());
        this.rightsEvery = Math.max(Limits.RIGHTS_EVERY.toNanos(), place.share().calmEvery());
        this.settleLimit = t.settleLimit().toNanos();
        this.slowestCall = traits.slowestCall().toNanos();
        this.soak = pool.failback().soak(t.ttl()).map(Duration::toNanos).orElse(-1L);
        this.alone = IntStream.range(0, endpoints.size())
                .mapToObj(e -> Publication.composed(this, Lineup.whole(List.of(e))))
                .toList();
        if (markKey != null) {
            Mark.requireRoom(pool.pool(), identity, endpoints);
        }
    }

    /** How soon a move is made as a rule, and how soon at most; for people. */
    public String pace() {
        boolean aliased = keys.stream().anyMatch(key -> key.type() == RecordType.ALIAS);
        return "as a rule an endpoint that dies is UNHEALTHY within " + Durations.upTo(unhealthyWithin())
                + ", and the records are changed then"
                + (aliased
                        ? ""
                        : "; resolvers that keep to the TTL follow within "
                                + Durations.words(pool.timings().ttl()))
                + ". At most, once every fault is over, however many came together, the records are right within "
                + convergence();
    }

    /** How soon after faults the record is right, and what the account's budget changes about it. */
    public String convergence() {
        Duration usual = pool.timings().readEvery();
        Duration actual = Duration.ofNanos(readEvery);
        if (actual.equals(usual)) {
            return pool.convergence().toString();
        }
        Duration more = actual.minus(usual);
        Map<String, Duration> sum = new LinkedHashMap<>();
        pool.convergence().terms().forEach(term -> sum.put(term.name(), term.time()));
        sum.computeIfPresent(Limits.READ_TERM, (name, time) -> time.plus(more).plus(more.dividedBy(10)));
        return Durations.sum(sum) + "; the records are read every " + Durations.words(actual) + ", not every "
                + Durations.words(usual) + ", since " + place.share().pools() + " pools share the calls of "
                + place.share().account();
    }

    /** Whether this process was kept from running for so much of a probe that its failure proves nothing. */
    public boolean wasStarved(long stalledNanos) {
        return stalledNanos > timeout / Limits.FAIR_CHANCE;
    }

    /** Whether it was kept from running for so much of a probe that its check may have ended late of that alone. */
    public boolean wasHeldUp(long stalledNanos) {
        return stalledNanos > timeout / Limits.CLEAR_VIEW;
    }

    /** In how long a target that is not in doubt has been probed once more, jitter included. */
    long untilNextEnd() {
        return interval + interval / 10 + Limits.PROBE_START.toNanos() + timeout;
    }

    /**
     * In how long a target that dies for good is unhealthy at the latest, from its death, if no control target is
     * waited for.
     */
    long unhealthyWithin() {
        return interval + interval / 10 + unhealthyWithinOfFailure();
    }

    /**
     * The same, from the begin of the first probe that failed. Probes follow each other within a probe's longest time
     * or a re-check, whichever is longer; the first that begins a span after that one, or the last that is needed,
     * decides when it ends.
     */
    long unhealthyWithinOfFailure() {
        long longest = timeout + Limits.PROBE_START.toNanos();
        long pace = Math.max(longest, recheck);
        long counted = pace * (failuresNeeded - 1);
        long spanned = unhealthySpan > 0 ? unhealthySpan + pace : 0;
        return Math.max(counted, spanned) + longest;
    }

    /** So that the starts of all the probes needed span long enough, also when the first began a little late. */
    private static long stagger(int needed, long span, long recheck) {
        if (needed == 1) {
            return recheck;
        }
        long share = span / (needed - 1);
        return Math.max(recheck, share + share / Limits.STAGGER_MARGIN);
    }

    /** Whether a change of several sets may stop on its way. */
    boolean writesInParts() {
        return traits.setBySet() || traits.consistency() == ProviderTraits.Consistency.BEST_EFFORT;
    }

    /** How many of {@link #keys} are of the names, without the mark. */
    public int servingKeys() {
        return markKey == null ? keys.size() : keys.size() - 1;
    }

    /** What this pool may have to write: those of these sets that stand, the mark, and what endpoints have. */
    public List<RecordSet> writable(List<RecordSet> sets) {
        return sets.stream()
                .filter(set -> !set.isEmpty() || Objects.equals(set.key(), markKey) || isOfEndpoints(set.key()))
                .toList();
    }

    private boolean isOfEndpoints(RecordKey key) {
        return endpoints.stream().anyMatch(each -> !each.values(key.type()).isEmpty());
    }

    /** The number of the endpoint of this id; negative if there is none. */
    public int indexOf(String id) {
        for (int e = 0; e < endpoints.size(); e++) {
            if (endpoints.get(e).id().equals(id)) {
                return e;
            }
        }
        return -1;
    }

    /** The endpoints of these ids, ascending, as far as the pool still has them. */
    List<Integer> indexes(List<String> ids) {
        List<Integer> indexes = new ArrayList<>();
        for (int e = 0; e < endpoints.size(); e++) {
            if (ids.contains(endpoints.get(e).id())) {
                indexes.add(e);
            }
        }
        return List.copyOf(indexes);
    }

    public List<String> ids(List<Integer> indexes) {
        return indexes.stream().map(i -> endpoints.get(i).id()).toList();
    }
}
