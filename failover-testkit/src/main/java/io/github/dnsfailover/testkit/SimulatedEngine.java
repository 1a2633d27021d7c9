package io.github.dnsfailover.testkit;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Call;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Chance;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One engine of a simulated world, and what belongs to it; the engine and its process are new after each restart. */
final class SimulatedEngine {

    /** More passed probes than any pool needs to rise, those included that were given up. */
    private static final int SURELY_RISEN = 10;

    private static final Fault[] FAULTS =
            Stream.of(Fault.values()).filter(fault -> fault != Fault.NONE).toArray(Fault[]::new);

    /** A round of questions each minute, after the first minute. */
    private static final Duration LONGEST_PROOF = Duration.ofMinutes(3);

    final SimulatedElection.Member leadership;
    final SimulatedStore store;
    private final SimulatedWorld world;
    private final String name;
    private final int number;
    private final Map<SimulatedZone, FaultyDnsProvider> dns = new LinkedHashMap<>();
    private final Set<String> outOfSight = new HashSet<>();

    private List<EndpointPool> built = List.of();
    private Duration wallOffset = Duration.ZERO;
    private int words;
    private boolean hasRefused;
    private boolean listenerIsBad;
    private boolean cutOff;
    private boolean withoutIpv6;

    /** How often in a row IPv6 of an endpoint has passed, what failed for want of IPv6 here left out. */
    private final Map<String, Integer> ipv6Passes = new HashMap<>();

    /** Since when it is cut off, by its own clock; null if it is not. */
    private @Nullable Instant cutOffSince;

    /** Null where the election is another, and while it is dead. */
    private SimulatedLeases.@Nullable Member lease;

    /** Null until it began. */
    private @Nullable SimulatedProcess process;

    /** One for each zone; empty until it began. */
    private Map<SimulatedZone, Witness> witnesses = Map.of();

    /** Null until it began. */
    private @Nullable SimulatedListener listener;

    /** Null until it began. */
    private @Nullable FailoverEngine engine;

    /** How much was said in this life and not answered. */
    private int[] unanswered = {0};

    SimulatedEngine(SimulatedWorld world, int number) {
        this.world = world;
        this.name = "engine" + number;
        this.number = number;
        this.leadership = world.election.member(name);
        this.store = world.leases == null
                ? new SimulatedStore(world.time, world.random, world.store)
                : SimulatedStore.ofAllMoods(
                        world.time, world.random, world.store, what -> world.transcript.count("store " + what));
        for (SimulatedZone zone : world.zones) {
            dns.put(zone, FaultyDnsProvider.around(zone.dns, world.time::schedule, this::takeTime));
        }
    }

    private void takeTime(Duration span) {
        if (span.compareTo(SimulatedWorld.SLOWEST_CALL) > 0 && world.random.nextBoolean()) {
            world.time.elapseDeaf(span);
        } else {
            world.time.elapse(span);
        }
    }

    SimulatedProcess process() {
        return Objects.requireNonNull(process, "begin comes first");
    }

    FailoverEngine engine() {
        return Objects.requireNonNull(engine, "begin comes first");
    }

    /** Within which time after all faults have stopped its pools promise to be right. */
    Stream<Duration> bounds() {
        return built.stream().map(pool -> pool.convergence().total());
    }

    /** What it owes, once all faults have stopped: answers, and the proof of its last change; empty if nothing. */
    String debts() {
        for (SimulatedPool pool : world.pools) {
            Duration unproved = Objects.requireNonNull(listener).unprovedFor(pool);
            if (unproved.compareTo(LONGEST_PROOF) > 0) {
                return name + " has not proved its change of " + pool.id + " for " + unproved;
            }
        }
        return unanswered[0] == 0 ? "" : name + " has not answered " + unanswered[0] + " intents";
    }

    // its life

    void begin() {
        SimulatedProcess newProcess = world.leases == null
                ? new SimulatedProcess(world.time, wallOffset)
                : world.leases.process(wallOffset, number);
        SimulatedLeases.Member newLease = world.leases == null ? null : world.leases.open(newProcess, name);
        Leadership leads = newLease != null ? newLease : world.several ? leadership : Leadership.singleInstance();
        SimulatedListener newListener =
                new SimulatedListener(world, text -> world.transcript.complain(name + " " + text));
        Map<SimulatedZone, Witness> newWitnesses = new LinkedHashMap<>();
        dns.forEach((zone, provider) -> newWitnesses.put(
                zone,
                new Witness(
                        provider,
                        new Witness.Facts(
                                world.time,
                                newProcess,
                                () -> believes(zone.scope()),
                                world.places,
                                this::mayNotWrite,
                                this::mayNotWithdraw,
                                text -> world.transcript.complain(name + ": " + text)))));
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(leads)
                .stateStore(store)
                .runtime(newProcess)
                .withoutLogging()
                .listener(this::note)
                .listener(newListener)
                .listener(this::misbehave);
        List<EndpointPool> pools = new ArrayList<>();
        for (SimulatedPool pool : world.pools) {
            Witness witness = Objects.requireNonNull(newWitnesses.get(pool.zone));
            EndpointPool each = pool.build(witness, this::check);
            witness.watches(each);
            pools.add(each);
        }
        built = List.copyOf(pools);
        built.forEach(builder::pool);
        if (world.controlled) {
            world.controls()
                    .forEach((control, address) -> builder.control(ControlTarget.at(control, address, this::check)));
        }
        process = newProcess;
        lease = newLease;
        witnesses = newWitnesses;
        listener = newListener;
        unanswered = new int[] {0};
        ipv6Passes.clear();
        engine = builder.build();
        engine().start();
        world.transcript.say(name + " starts");
    }

    /** Closes it, as at the end of its process. */
    void close() {
        forgetFreezes();
        engine().close();
        if (lease != null) {
            lease.close();
            lease = null;
        }
        Map<SimulatedZone, Witness> closing = witnesses;
        process().execute(() -> closing.values().forEach(Witness::retire));
    }

    /** Its process dies without a word; its lead ends as a session that times out. */
    void crash() {
        forgetFreezes();
        process().kill();
        witnesses.values().forEach(Witness::retire);
        leadership.die();
        lease = null;
    }

    /** The term that it holds as far as it knows. */
    OptionalLong believes(String scope) {
        if (world.leases != null) {
            return lease == null ? OptionalLong.empty() : lease.holds(scope);
        }
        return world.several ? leadership.believes(scope) : OptionalLong.of(1);
    }

    boolean hasRightWallClock() {
        return wallOffset.isZero();
    }

    /** Whether it knows, by its own word, that a pool is frozen. */
    boolean hasHeardFreeze(SimulatedPool pool) {
        return engine().snapshot().pool(pool.id).intent().contains("freeze");
    }

    /** Why a pool's records may not be changed now by anybody but an operator; empty if they may. */
    private String mayNotWrite(String pool) {
        if (world.isFrozen(pool)) {
            return "frozen";
        }
        boolean blind =
                engine().snapshot().troubles().stream().anyMatch(trouble -> trouble.kind() == Trouble.Kind.BLIND);
        return blind ? "blind" : "";
    }

    private HealthResult check(Target target, Duration timeout) {
        boolean ipv6 = SimulatedPlaces.isIpv6(target.host());
        if (ipv6 && withoutIpv6) {
            return HealthResult.unhealthy("no route to IPv6");
        }
        HealthResult result = cutOff || outOfSight.contains(target.endpoint())
                ? HealthResult.unhealthy("out of sight")
                : world.places.check(target, timeout);
        if (ipv6) {
            boolean passed = result.verdict() == HealthResult.Verdict.HEALTHY;
            ipv6Passes.merge(target.endpoint(), passed ? 1 : 0, (before, one) -> one == 0 ? 0 : before + one);
        }
        return result;
    }

    /** Why the IPv6 addresses of an endpoint may not be withdrawn now; empty if they may. */
    private String mayNotWithdraw(String endpoint) {
        boolean passes = ipv6Passes.getOrDefault(endpoint, 0) >= SURELY_RISEN;
        return passes && withoutIpv6 ? "they failed only since it has lost IPv6 itself" : "";
    }

    private void note(FailoverEvent event) {
        String kind = event.getClass().getSimpleName();
        world.transcript.say(name + " " + kind + " " + event.pools() + " " + event.summary());
        world.transcript.count("event " + kind);
        if (event instanceof TroubleBegan began) {
            world.transcript.count("wrong " + began.trouble().kind());
        }
        if (world.controlled && event instanceof HealthChanged change && change.to() == Health.UNHEALTHY) {
            lookForAlibi(change);
        }
    }

    /**
     * What failed only while nothing at all was to be seen from here says nothing of an endpoint. Needs a clock that
     * is right.
     */
    private void lookForAlibi(HealthChanged change) {
        Instant since = cutOffSince;
        boolean unseen = since != null
                && wallOffset.isZero()
                && process().countsTruly()
                && !change.evidence().isEmpty()
                && change.evidence().stream().allMatch(probe -> probe.at().isAfter(since));
        if (unseen) {
            world.transcript.complain(name + " is cut off since " + since + " and tells " + change.summary() + " by "
                    + change.evidence());
        }
    }

    private void misbehave(FailoverEvent event) {
        if (listenerIsBad) {
            world.transcript.count("listener misbehaves");
            world.time.elapseDeaf(Duration.ofSeconds(world.random.nextInt(100)));
            if (world.random.nextBoolean()) {
                throw new IllegalStateException("scripted: " + event.pools());
            }
        }
    }

    // its troubles

    /** No address of IPv6 answers any more. */
    void losesIpv6() {
        withoutIpv6 = true;
    }

    void losesSightOf(Endpoint endpoint) {
        outOfSight.clear();
        outOfSight.add(endpoint.id());
    }

    /** Neither endpoints nor control targets answer any more; the provider still does. */
    void losesNetwork() {
        if (!cutOff) {
            world.transcript.say(name + " is cut off");
            cutOff = true;
            cutOffSince = process().now();
        }
    }

    void regainsNetwork() {
        withoutIpv6 = false;
        cutOff = false;
        cutOffSince = null;
    }

    void cannotTrustItsProvider(SimulatedZone zone, double share) {
        world.transcript.say("the provider of " + zone.name + " fails " + share + " for " + name);
        Chance usual = Chance.of(world.random, share)
                .faults(FAULTS)
                .longest(Duration.ofSeconds(15))
                .latest(Duration.ofSeconds(4));
        at(zone).plan(call -> {
            Fate fate = fate(call, usual.next(call));
            world.transcript.count("provider " + call + " " + fate.fault());
            return fate;
        });
    }

    /** Reads go well, and every change is refused. */
    void mayNotChange(SimulatedZone zone) {
        world.transcript.say("the provider of " + zone.name + " refuses changes of " + name);
        at(zone).plan(call -> new Fate(call == Call.APPLY ? Fault.REFUSED : Fault.NONE, Duration.ZERO, Duration.ZERO));
    }

    /** Nothing is answered. */
    void cannotReach(SimulatedZone zone) {
        world.transcript.say("the provider of " + zone.name + " is out of reach for " + name);
        at(zone).plan(call -> new Fate(Fault.TIMED_OUT_BEFORE, Duration.ofSeconds(5), Duration.ZERO));
    }

    private FaultyDnsProvider at(SimulatedZone zone) {
        return Objects.requireNonNull(dns.get(zone));
    }

    private Fate fate(Call call, Fate usual) {
        int endless = world.random.nextInt(40);
        if (endless < 2) {
            world.transcript.count("provider call too slow");
            return new Fate(usual.fault(), Duration.ofSeconds(19 + world.random.nextInt(60)), usual.late());
        }
        if (endless == 2 && call == Call.APPLY) {
            // The process stops between its last look at the term and the sending.
            world.transcript.count("process stands still while it sends");
            Duration pause = Duration.ofSeconds(1 + world.random.nextInt(90));
            process().standStill(pause);
            return new Fate(Fault.APPLIED_LATE, pause, Duration.ZERO);
        }
        return usual;
    }

    void trustsItsProvider() {
        dns.values().forEach(FaultyDnsProvider::heal);
    }

    void trustsItsProvider(SimulatedZone zone) {
        at(zone).heal();
    }

    void stepClock(Duration by) {
        wallOffset = wallOffset.plus(by);
        process().stepClock(by);
    }

    /** Its machine is suspended; where no clock shows that, it does not know how old the words are that it heard. */
    void suspend(Duration span) {
        boolean seen = Objects.requireNonNull(world.leases).nature != SimulatedLeases.Nature.GOES_BACK_UNSEEN;
        world.transcript.say(name + " is suspended for " + span + (seen ? "" : ", and does not see it"));
        process().suspend(span, seen);
        if (!seen) {
            forgetFreezes();
        }
    }

    void listenerTurns(boolean bad) {
        listenerIsBad = bad;
    }

    /** Everything of its own works again. */
    void heal() {
        outOfSight.clear();
        regainsNetwork();
        trustsItsProvider();
        process().freeLanes();
        leadership.calm();
        store.calm();
        listenerIsBad = false;
    }

    void say(SimulatedPool pool, OperatorIntent intent) {
        if (intent.kind() == OperatorIntent.Kind.CLEAR || intent.kind() == OperatorIntent.Kind.FREEZE) {
            world.engines.forEach(each -> each.words++);
            world.forgetFreeze(pool);
            pool.garbleCleared |= intent.kind() == OperatorIntent.Kind.CLEAR;
        }
        Duration span = intent.duration().orElse(Duration.ZERO);
        SimulatedLeases leases = world.leases;
        Duration end = world.time.passed().plus(leases == null ? span : leases.surely(span));
        int now = words;
        int[] open = unanswered;
        open[0]++;
        CompletableFuture<Void> unused = engine().say(intent).thenAccept(outcome -> {
            open[0]--;
            hasRefused = outcome.kind() == IntentOutcome.Kind.REFUSED;
            world.transcript.say(name + " " + intent + " -> " + outcome);
            world.transcript.count("intent " + intent.kind() + " " + outcome.kind());
            boolean holds = outcome.kind() == IntentOutcome.Kind.DONE && now == words;
            if (intent.kind() == OperatorIntent.Kind.FREEZE && holds) {
                freeze(pool, end, now);
            }
        });
    }

    /** Whether it refused what was said last and answered. */
    boolean hasRefused() {
        return hasRefused;
    }

    private void freeze(SimulatedPool pool, Duration end, int saidAt) {
        if (world.leases == null) {
            world.freeze(pool, end);
            return;
        }
        world.time.schedule(world.leases.grace(), () -> {
            if (saidAt == words) {
                world.freeze(pool, end);
                world.transcript.count("a freeze holds for all");
            }
        });
    }

    /** A new process trusts its wall clock for what it reads first: what it thinks is over is over. */
    void forgetFreezes() {
        if (world.leases != null && world.leases.keepsWords()) {
            return;
        }
        words++;
        world.pools.forEach(world::forgetFreeze);
    }

    @Override
    public String toString() {
        return name;
    }
}
