package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.leader.LeaseLeadership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The real lease over a simulated store, for the engines of one world: what its clocks and its store may do, and the
 * rules for those who hold a lead. They are looked at whenever a lead changes, and each second. One thread.
 */
final class SimulatedLeases {

    /** What may happen in a world. In the first two, two engines never hold a scope at once. */
    enum Nature {
        /** Clocks run up to a hundredth too fast or too slow, wall clocks jump; the store keeps what it was given. */
        HONEST,
        /** Machines are suspended too, and their wall clocks show it. */
        SUSPENDED,
        /** The store goes back to a copy, or is wiped. */
        GOES_BACK,
        /** That, and machines are suspended so that no clock of theirs shows it. */
        GOES_BACK_UNSEEN,
        /** Some clocks run twice as fast as others; machines are suspended. */
        ATTACKED
    }

    private static final List<Nature> NATURES = List.of(
            Nature.HONEST,
            Nature.HONEST,
            Nature.HONEST,
            Nature.SUSPENDED,
            Nature.GOES_BACK,
            Nature.GOES_BACK,
            Nature.GOES_BACK_UNSEEN,
            Nature.ATTACKED);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int COPIES = 20; // the oldest goes

    /** What differs between the clock of whoever answered a freeze and that of whoever reads it. */
    private static final Duration HONEST_GRACE = Duration.ofMillis(100);

    /** A suspension shorter than the margin of a lease is not seen; nor is it seen that words have become old in it. */
    private static final Duration LONG_GRACE = Duration.ofSeconds(8);

    final Nature nature;
    final Duration lease;
    private final SimulatedWorld world;
    private final UnaryOperator<Leadership> around;
    private final List<Map<String, Entry>> copies = new ArrayList<>();

    /** The highest term that anybody held, for each scope. */
    private final Map<String, Long> highest = new HashMap<>();

    /** The term that was looked at last, for each engine and scope. */
    private final Map<String, Long> known = new HashMap<>();

    private final Map<String, Integer> holders = new HashMap<>();

    /** Whether the store has forgotten something. */
    private boolean wentBack;

    /**
     * Draws the nature of the world.
     *
     * @param around what is laid around each lease; to find faults that were planted
     */
    SimulatedLeases(SimulatedWorld world, UnaryOperator<Leadership> around) {
        this.world = world;
        this.around = around;
        this.nature = NATURES.get(world.random.nextInt(NATURES.size()));
        this.lease = Duration.ofSeconds(world.random.nextBoolean() ? 15 : 3 + world.random.nextInt(18));
        world.transcript.count("nature " + nature);
        world.time.schedule(LOOK, this::lookEachSecond);
    }

    boolean suspends() {
        return nature == Nature.SUSPENDED || nature == Nature.GOES_BACK_UNSEEN || nature == Nature.ATTACKED;
    }

    boolean goesBack() {
        return nature == Nature.GOES_BACK || nature == Nature.GOES_BACK_UNSEEN;
    }

    /** A wall clock that is set back hides that the machine was suspended. */
    boolean stepsClocks() {
        return nature != Nature.SUSPENDED;
    }

    private boolean isStrict() {
        return nature == Nature.HONEST || nature == Nature.SUSPENDED;
    }

    /** By how much longer something may take by the slowest clock, as a factor. */
    int slowness() {
        return nature == Nature.ATTACKED ? 2 : 1;
    }

    SimulatedProcess process(Duration wallOffset, int number) {
        if (nature == Nature.ATTACKED) {
            double rate = number % 2 == 0 ? 0.5 : 1;
            return new SimulatedProcess(world.time, wallOffset, rate, rate);
        }
        double rate = 0.99 + world.random.nextInt(21) / 1000.0;
        return new SimulatedProcess(world.time, wallOffset, rate, 1);
    }

    /** The leadership of one life of an engine; closing the lease gives up what it holds. */
    Member open(SimulatedProcess process, String name) {
        LeaseLeadership real = LeaseLeadership.in(world.store(name), "simulated")
                .lease(lease)
                .instance(name)
                .runtime(process)
                .build();
        return new Member(real, around.apply(real));
    }

    /** What one engine holds, in one life. */
    final class Member extends ForwardingLeadership {

        private final LeaseLeadership real;

        Member(LeaseLeadership real, Leadership asked) {
            super(asked);
            this.real = real;
        }

        @Override
        public void onChange(Runnable listener) {
            super.onChange(() -> {
                look();
                listener.run();
            });
        }

        /** The term that it holds; to look changes nothing. */
        OptionalLong holds(String scope) {
            return leader(scope).filter(Leader::self).map(Leader::term).stream()
                    .mapToLong(Long::longValue)
                    .findFirst();
        }

        void close() {
            real.close();
        }
    }

    // the rules

    private void lookEachSecond() {
        world.time.schedule(LOOK, this::lookEachSecond);
        look();
    }

    private void look() {
        for (SimulatedZone zone : world.zones) {
            look(zone.scope());
        }
    }

    private void look(String scope) {
        List<SimulatedEngine> holding = holding(scope);
        for (SimulatedEngine each : holding) {
            long term = each.believes(scope).orElseThrow();
            Long before = known.put(each + " " + scope, term);
            if (before == null || before != term) {
                taken(scope, each, term);
            }
        }
        int before = holders.getOrDefault(scope, 0);
        holders.put(scope, holding.size());
        if (holding.size() > 1 && before <= 1) {
            world.transcript.count("two lead, " + nature);
            world.transcript.say(holding + " lead " + scope + " at once");
            if (isStrict()) {
                world.transcript.complain(holding + " hold " + scope + " at one moment");
            }
        }
    }

    private void taken(String scope, SimulatedEngine by, long term) {
        world.transcript.say(by + " leads " + scope + " in term " + term);
        world.transcript.count("lead taken");
        long before = highest.getOrDefault(scope, 0L);
        if (term <= before && isStrict()) {
            world.transcript.complain(by + " leads " + scope + " in term " + term + " after term " + before);
        }
        highest.put(scope, Math.max(before, term));
    }

    private List<SimulatedEngine> holding(String scope) {
        return world.engines.stream()
                .filter(each -> each.believes(scope).isPresent())
                .toList();
    }

    /** What is wrong once all faults have stopped; empty if one engine leads the scope. */
    String verdict(String scope) {
        List<SimulatedEngine> holding = holding(scope);
        return holding.size() == 1 ? "" : scope + " is led by " + holding;
    }

    // the store

    void copyTheStore() {
        copies.add(world.store.copy());
        if (copies.size() > COPIES) {
            copies.remove(0);
        }
    }

    void storeGoesBack() {
        if (!copies.isEmpty()) {
            Map<String, Entry> copy = copies.get(world.random.nextInt(copies.size()));
            world.transcript.say("the store is as it was: " + copy);
            storeForgets(() -> world.store.goBackTo(copy));
        }
    }

    void storeIsWiped() {
        world.transcript.say("the store is wiped");
        storeForgets(world.store::wipe);
    }

    /** A freeze that each engine has heard is obeyed all the time; of another one that is not known. */
    private void storeForgets(Runnable how) {
        how.run();
        wentBack = true;
        for (SimulatedPool pool : world.pools) {
            boolean allHeard = world.engines.stream().allMatch(each -> each.hasHeardFreeze(pool));
            if (!allHeard) {
                world.forgetFreeze(pool);
            }
        }
    }

    // freezes

    /** Whether what was said outlives the process of whoever hears it: the store has it, and wall clocks are right. */
    boolean keepsWords() {
        boolean clocksAreRight = nature == Nature.HONEST || nature == Nature.SUSPENDED || nature == Nature.GOES_BACK;
        return clocksAreRight && !wentBack && world.engines.stream().allMatch(SimulatedEngine::hasRightWallClock);
    }

    /** From when on after a freeze was answered nobody begins a write. */
    Duration grace() {
        return suspends() ? LONG_GRACE : HONEST_GRACE;
    }

    /** For how much of its time it surely holds, by the fastest clock. */
    Duration surely(Duration span) {
        return nature == Nature.ATTACKED
                ? span.dividedBy(3)
                : span.multipliedBy(97).dividedBy(100);
    }

    static @Nullable SimulatedLeases of(SimulatedWorld world, @Nullable UnaryOperator<Leadership> around) {
        return around == null ? null : new SimulatedLeases(world, around);
    }
}
