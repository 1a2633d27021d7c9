package io.github.dnsfailover.testkit;

import io.github.dnsfailover.OperatorIntent;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whole engines in a hostile world, in virtual time on one thread: checks that lie, hang and throw; a provider that loses
 * answers, applies late and refuses; processes that stand still, crash and restart; clocks that jump; lanes that are full; a
 * leadership that wanders; a policy that asks for nonsense; an operator; somebody who edits the zone by hand. Rules that must
 * always hold are looked at at each call and each change. At the end all faults stop, and the records must be right within
 * the bound that each pool itself computes.
 *
 * <pre>{@code
 * new Simulation(seed).run(Duration.ofHours(6));
 * }</pre>
 *
 * <p>The same seed gives the same run. Confined to one thread.
 */
public final class Simulation {

    private static final int ROUNDS = 3;

    private final long seed;
    private final SimulatedWorld world;
    private final SimulatedEditor editor;
    private final SimulatedTroubles troubles;
    private final int longestCalm;

    /** Lays out a world; everything random in it follows from the seed. */
    public Simulation(long seed) {
        this.seed = seed;
        this.world = new SimulatedWorld(seed);
        this.editor = new SimulatedEditor(world);
        this.troubles = new SimulatedTroubles(world, editor);
        this.longestCalm = List.of(20, 120, 240).get(world.random.nextInt(3));
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
     * Lets this much virtual time pass in the hostile world; three times on the way it heals the world and waits for the
     * records to be right.
     *
     * @throws AssertionError if a rule was broken; the message holds the seed and the last lines of what happened
     */
    public void run(Duration span) {
        world.pools.forEach(editor::firstRecords);
        world.engines.forEach(SimulatedEngine::begin);
        world.handOverLead();
        for (int i = 0; i < ROUNDS; i++) {
            round(span.dividedBy(ROUNDS));
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
        heal();
        Duration bound = bound();
        world.time.advance(bound);
        check();
        mustBeRight(bound);
    }

    private void check() {
        if (!world.transcript.complaints().isEmpty()) {
            throw failed(world.transcript.complaints().toString());
        }
        for (SimulatedEngine each : world.engines) {
            if (each.engine().snapshot().toString().isBlank()) {
                throw failed(each + " has nothing to say of itself");
            }
        }
    }

    private AssertionError failed(String text) {
        return new AssertionError("seed " + seed + ": " + text + "\n" + this + "\n" + world.transcript + "\n"
                + world.zone + "\n"
                + world.engines.stream()
                        .map(each -> each + " " + each.engine().snapshot())
                        .collect(Collectors.joining("\n")));
    }

    /** All faults stop, and the first engine leads. What persons did is undone by persons. */
    private void heal() {
        world.transcript.say("all faults stop");
        world.places.heal(world.random);
        SimulatedWorld.CONTROLS.forEach(world.places::restore);
        world.pools.forEach(SimulatedPool::calm);
        world.engines.forEach(SimulatedEngine::heal);
        List.of("ns1", "ns2").forEach(server -> world.dns.server(server).follow());
        world.store.heal();
        SimulatedEngine first = world.engines.get(0);
        world.giveLead(first);
        world.time.advance(Duration.ofMinutes(3)); // calls, changes and pauses under way end
        world.engines.forEach(each -> each.leadership.follow()); // some gave up the lead meanwhile, others got it
        world.giveLead(first);
        world.time.advance(Duration.ofSeconds(30));
        world.pools.forEach(editor::tidyUp);
        world.time.advance(Duration.ofSeconds(90)); // the engine reads, and sees what a clear is about
        for (SimulatedPool pool : world.pools) {
            first.say(pool, OperatorIntent.clear(pool.id).by("alice").because("all is well"));
        }
    }

    private Duration bound() {
        return world.engines.get(0).bounds().max(Comparator.naturalOrder()).orElseThrow();
    }

    private void mustBeRight(Duration bound) {
        boolean ttlMatters = world.dns.traits().setsTtl();
        for (SimulatedPool pool : world.pools) {
            String verdict = pool.verdict(world.zone, world.places, ttlMatters);
            if (!verdict.isEmpty()) {
                throw failed("after " + bound + " without faults " + verdict);
            }
        }
        for (SimulatedEngine each : world.engines) {
            if (!each.debts().isEmpty()) {
                throw failed(each.debts());
            }
        }
    }

    private void closeAll() {
        world.engines.forEach(SimulatedEngine::close);
        long serial = world.zone.current().serial();
        world.time.advance(Duration.ofMinutes(5));
        check();
        if (world.zone.current().serial() != serial) {
            throw failed("a closed engine changed the zone");
        }
    }

    /** The seed and the rules of this world. */
    @Override
    public String toString() {
        return "seed " + seed + ", " + world.engines.size() + (world.several ? " engines" : " engine")
                + (world.controlled ? " with control targets, " : ", ")
                + world.dns.traits()
                + (world.dns.traits().oneWriteAtATime() ? ", one write at a time" : "")
                + (world.dns.traits().setsTtl() ? "" : ", keeps its TTL")
                + world.pools.stream().map(pool -> "\n  " + pool).collect(Collectors.joining());
    }
}
