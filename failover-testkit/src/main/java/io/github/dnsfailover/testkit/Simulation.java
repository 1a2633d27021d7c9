package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.Explanation;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whole engines in a hostile world, in virtual time on one thread: checks that lie, hang and throw; a provider that
 * loses answers, applies late and refuses; processes that stand still, crash and restart; clocks that jump; lanes
 * that are full; a leadership that wanders; a policy that asks for nonsense; an operator; somebody who edits the zone
 * by hand. Rules that must always hold are looked at at each call and each change. At the end all faults stop, and
 * the records must be right within the bound that each pool itself computes.
 *
 * <pre>{@code
 * new Simulation(seed).run(Duration.ofHours(6));
 * }</pre>
 *
 * <p>By default the pools are drawn by chance, too. An application simulates its own by {@link #of}: with its names,
 * endpoints, thresholds and policy, in the same hostile world.
 *
 * <p>The same seed gives the same run. Confined to one thread.
 */
public final class Simulation {

    private static final List<Integer> LONGEST_CALMS = List.of(20, 120, 240);

    /** Engines that look at a store each second take more time; so more happens in less of it. */
    private static final List<Integer> LONGEST_CALMS_OF_LEASES = List.of(10, 30, 90);

    /** A provider that is back is led again by then. */
    private static final Duration BACK_AGAIN = Duration.ofSeconds(15);

    /** A lead changes hands at most once while nothing else goes wrong. */
    private static final Duration TAKE_OVER = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofSeconds(10);

    /** How often an operator says a clear again that was refused, a minute apart: longer than any call hangs. */
    private static final int CLEARS = 12;

    private static final Duration STAYS = Duration.ofMinutes(1);

    private final long seed;
    private final SimulatedWorld world;
    private final SimulatedEditor editor;
    private final SimulatedTroubles troubles;
    private final int longestCalm;

    private final int rounds;

    /** How many times as long things take by the slowest clock. */
    private final int slowness;

    /** Lays out a world; everything random in it follows from the seed. */
    public Simulation(long seed) {
        this(seed, List.of(), null);
    }

    private Simulation(long seed, List<EndpointPool> own, @Nullable UnaryOperator<Leadership> aroundLease) {
        this.seed = seed;
        this.world = new SimulatedWorld(seed, own, aroundLease);
        this.slowness = world.leases == null ? 1 : world.leases.slowness();
        this.editor = new SimulatedEditor(world);
        this.troubles = new SimulatedTroubles(world, editor);
        List<Integer> calms = world.leases == null ? LONGEST_CALMS : LONGEST_CALMS_OF_LEASES;
        this.longestCalm = calms.get(world.random.nextInt(3));
        this.rounds = world.leases == null ? 3 : 2;
    }

    /**
     * Lays out a world for pools of one's own. They are built anew with the provider and the check of this world; the
     * policy has moods, in which it throws or asks for nonsense, and is one's own else. Names, endpoints, thresholds,
     * failback and everything else stay as they are. Endpoints of two pools with the same id fail and return together.
     *
     * <pre>{@code
     * for (long seed = 0; seed < 20; seed++) {
     *     Simulation.of(seed, shop).run(Duration.ofHours(2));
     * }
     * }</pre>
     *
     * <p>At the end, when all faults have stopped, the records must be right: with
     * {@link FailoverPolicy#orderedPriority} and a failback that comes by itself, those of the best healthy endpoint;
     * else those of healthy ones.
     *
     * @param pools as the application builds them; their own provider is asked for its zone, and for nothing else
     * @throws IllegalArgumentException if there is none, or one has aliases, which this world does not know
     */
    public static Simulation of(long seed, EndpointPool... pools) {
        if (pools.length == 0) {
            throw new IllegalArgumentException("pools: none given");
        }
        for (EndpointPool pool : pools) {
            for (Endpoint endpoint : pool.endpoints()) {
                if (!endpoint.values(RecordType.ALIAS).isEmpty()) {
                    throw new IllegalArgumentException("pools: " + pool.pool() + " has the alias " + endpoint);
                }
            }
        }
        return new Simulation(seed, List.of(pools), null);
    }

    /**
     * One to three engines with the real lease over a store that they share, instead of an election that wanders: calls
     * of the store hang, are refused, lose their replies, arrive late; it pauses, restarts, goes back to a copy, is
     * wiped; clocks run too fast, and machines are suspended.
     *
     * @param aroundLease what is laid around the lease of each engine; to find faults that were planted
     */
    static Simulation ofLeases(long seed, UnaryOperator<Leadership> aroundLease) {
        return new Simulation(seed, List.of(), aroundLease);
    }

    /** How many changes of the zone engines have made. */
    public int moves() {
        return world.moves();
    }

    /** How often each thing happened: troubles, faults of the provider, moods, events. */
    public Map<String, Long> counts() {
        return world.transcript.counts();
    }

    /** The last lines of what happened, and a fingerprint of all of them. */
    public String transcript() {
        return world.transcript.toString();
    }

    /**
     * Lets this much virtual time pass in the hostile world; three times on the way, with leases twice, it heals the
     * world and waits for the records to be right.
     *
     * @throws AssertionError if a rule was broken; the message holds the seed and the last lines of what happened
     */
    public void run(Duration span) {
        world.pools.forEach(editor::firstRecords);
        world.engines.forEach(SimulatedEngine::begin);
        for (int i = 0; i < rounds; i++) {
            round(span.dividedBy(rounds));
        }
        closeAll();
    }

    private void round(Duration span) {
        long end = world.time.passed().plus(span).toNanos();
        while (world.time.passed().toNanos() < end) {
            world.time.advance(Duration.ofMillis(500 + world.random.nextInt(longestCalm * 1000)));
            check();
            troubles.next();
        }
        if (world.zones.size() > 1) {
            oneProviderIsAway();
        }
        heal();
        mustBeRight(world.zones, "without faults");
    }

    /** All faults stop but one: a provider that nobody can use. The pools of the other one must not suffer by that. */
    private void oneProviderIsAway() {
        SimulatedZone broken = world.zones.get(0);
        List<SimulatedZone> others = world.zones.subList(1, world.zones.size());
        boolean refuses = world.random.nextBoolean();
        heal();
        for (SimulatedEngine each : world.engines) {
            if (refuses) {
                each.mayNotChange(broken);
            } else {
                each.cannotReach(broken);
            }
        }
        world.time.advance(Duration.ofMinutes(1 + world.random.nextInt(world.leases == null ? 30 : 5)));
        check();
        for (SimulatedZone zone : others) {
            zone.pools.forEach(pool -> world.places.toggle(pool.anybody().id()));
        }
        mustBeRight(others, "beside a provider that " + (refuses ? "refuses changes" : "is out of reach"));
        for (SimulatedEngine each : world.engines) {
            each.trustsItsProvider(broken);
        }
        Duration backAgain = world.leases == null
                ? BACK_AGAIN
                : BACK_AGAIN.plus(world.leases.lease).multipliedBy(slowness);
        world.time.advance(backAgain);
        check();
        if (world.several && !isLed(broken)) {
            throw failed("nobody leads " + broken.name + " " + backAgain + " after its provider came back");
        }
    }

    private boolean isLed(SimulatedZone zone) {
        return world.leases == null
                ? world.election.isLed(zone.scope())
                : world.leases.verdict(zone.scope()).isEmpty();
    }

    private void check() {
        if (!world.transcript.complaints().isEmpty()) {
            throw failed(world.transcript.complaints().toString());
        }
        for (SimulatedEngine each : world.engines) {
            EngineSnapshot snapshot = each.engine().snapshot();
            if (snapshot.toString().isBlank()) {
                throw failed(each + " has nothing to say of itself");
            }
            snapshot.pools().forEach(pool -> mustBeExplained(each, pool));
        }
    }

    /** In every state an engine can say why a pool is as it is. */
    private void mustBeExplained(SimulatedEngine engine, PoolSnapshot pool) {
        Explanation why = pool.explanation();
        boolean isWhole = Stream.of(why.published(), why.endpoints(), why.wouldMove(), why.next())
                .noneMatch(List::isEmpty);
        if (!isWhole || why.toString().isBlank()) {
            throw failed(engine + " does not explain " + pool.pool() + ": " + why);
        }
    }

    private AssertionError failed(String text) {
        return new AssertionError("seed " + seed + ": " + text + "\n" + this + "\n" + world.transcript + "\n"
                + world.zones.stream().map(zone -> zone.zone + "\n").collect(Collectors.joining())
                + world.engines.stream()
                        .map(each -> each + " " + each.engine().snapshot())
                        .collect(Collectors.joining("\n")));
    }

    /** All faults stop. What persons did is undone by persons. */
    private void heal() {
        world.transcript.say("all faults stop");
        world.places.heal(world.random);
        world.controls().keySet().forEach(world.places::restore);
        world.pools.forEach(SimulatedPool::calm);
        world.engines.forEach(SimulatedEngine::heal);
        for (SimulatedZone zone : world.zones) {
            List.of("ns1", "ns2").forEach(server -> zone.dns.server(server).follow());
        }
        world.store.heal();
        world.time.advance(Duration.ofMinutes(3)); // calls, changes and pauses under way end
        world.election.settle(
                world.engines.stream().map(engine -> engine.leadership).toList());
        world.time.advance(Duration.ofSeconds(30));
        world.pools.forEach(editor::tidyUp);
        world.time.advance(Duration.ofSeconds(90)); // the leaders read, and see what a clear is about
        for (SimulatedPool pool : world.pools) {
            OperatorIntent clear = OperatorIntent.clear(pool.id).by("alice").because("all is well");
            SimulatedEngine engine = world.anyEngine();
            engine.say(pool, clear);
            world.time.advance(LOOK);
            // a freeze that ended at that moment counts as something that was said, and a way to the store may hang on
            for (int again = 0; engine.hasRefused() && again < CLEARS; again++) {
                engine.say(pool, clear);
                world.time.advance(Duration.ofMinutes(1));
            }
        }
    }

    private Duration bound() {
        return world.engines.get(0).bounds().max(Comparator.naturalOrder()).orElseThrow();
    }

    private void mustBeRight(List<SimulatedZone> zones, String when) {
        Duration bound = bound().plus(TAKE_OVER).multipliedBy(slowness);
        if (world.leases == null) {
            world.time.advance(bound);
        } else {
            waitUntilRight(zones, bound);
        }
        check();
        String wrong = wrong(zones);
        if (!wrong.isEmpty()) {
            throw failed("after " + bound + " " + when + " " + wrong);
        }
    }

    /**
     * No longer than needed, and a little on: it stays so at each look. Records may be right by chance before: where
     * somebody's edit has led clients, which is to be undone after the hold-down, or where they were when an endpoint
     * just failed. So what turns wrong again has until the bound, as everything has.
     */
    private void waitUntilRight(List<SimulatedZone> zones, Duration bound) {
        Duration end = world.time.passed().plus(bound);
        while (!staysRight(zones) && world.time.passed().compareTo(end) < 0) {
            world.time.advance(LOOK);
        }
    }

    private boolean staysRight(List<SimulatedZone> zones) {
        Duration end = world.time.passed().plus(STAYS);
        while (wrong(zones).isEmpty() && world.time.passed().compareTo(end) < 0) {
            world.time.advance(LOOK);
        }
        return wrong(zones).isEmpty();
    }

    /** What is wrong with records, leads and answers; empty if nothing is. */
    private String wrong(List<SimulatedZone> zones) {
        for (SimulatedZone zone : zones) {
            for (SimulatedPool pool : zone.pools) {
                String verdict = pool.verdict(world.places);
                if (!verdict.isEmpty()) {
                    return verdict;
                }
            }
            String lead = world.leases == null ? "" : world.leases.verdict(zone.scope());
            if (!lead.isEmpty()) {
                return lead;
            }
        }
        for (SimulatedEngine each : world.engines) {
            if (zones.size() == world.zones.size() && !each.debts().isEmpty()) {
                return each.debts();
            }
        }
        return "";
    }

    private void closeAll() {
        world.engines.forEach(SimulatedEngine::close);
        List<Long> serials = serials();
        world.time.advance(Duration.ofMinutes(5));
        check();
        if (!serials().equals(serials)) {
            throw failed("a closed engine changed a zone");
        }
    }

    private List<Long> serials() {
        return world.zones.stream().map(zone -> zone.zone.current().serial()).toList();
    }

    /** The seed and the rules of this world. */
    @Override
    public String toString() {
        return "seed " + seed + ", " + world.engines.size() + (world.several ? " engines" : " engine")
                + (world.leases == null ? "" : " of nature " + world.leases.nature + ", lease " + world.leases.lease)
                + (world.controlled ? " with control targets, " : ", ")
                + world.zones
                + world.pools.stream().map(pool -> "\n  " + pool).collect(Collectors.joining());
    }
}
