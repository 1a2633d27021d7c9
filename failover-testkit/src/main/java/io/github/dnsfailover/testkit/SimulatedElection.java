package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Leadership;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An election among engines in virtual time, a lead for each scope: whoever asks is a candidate, a lead that its
 * holder does not ask for during a lease is free, and one that is given up is free at once. A lead may be taken from
 * a holder who does not notice. Confined to one thread.
 */
final class SimulatedElection {

    /** How a member answers. */
    private enum Mood {
        HONEST,
        SLOW,
        THROWS,
        ANSWERS_NULL
    }

    private static final Duration LEASE = Duration.ofSeconds(15);

    private final VirtualRuntime time;
    private final RandomGenerator random;
    private final BiConsumer<String, Member> onChange;
    private final Map<String, Member> holders = new HashMap<>();
    private final Map<String, Long> terms = new TreeMap<>();

    /**
     * An election without members.
     *
     * @param onChange told of each scope that gets a new leader
     */
    SimulatedElection(VirtualRuntime time, RandomGenerator random, BiConsumer<String, Member> onChange) {
        this.time = time;
        this.random = random;
        this.onChange = onChange;
    }

    Member member(String name) {
        return new Member(name);
    }

    /** Whether somebody holds a scope and has asked for it within a lease. */
    boolean isLed(String scope) {
        Member holder = holders.get(scope);
        return holder != null && holder.asksStill(scope);
    }

    /** Takes a lead away, in favour of another member; the holder before may not notice. */
    void handOver(String scope, Member next, boolean noticed) {
        Member before = holders.get(scope);
        if (before != null && before != next && noticed) {
            before.believed.remove(scope);
        }
        elect(scope, next);
    }

    /** Nobody believes anything that is not so. */
    void settle(Iterable<Member> members) {
        for (Member member : members) {
            member.believed.keySet().removeIf(scope -> holders.get(scope) != member);
        }
    }

    private void elect(String scope, Member next) {
        long term = terms.merge(scope, 1L, Long::sum);
        holders.put(scope, next);
        next.believed.put(scope, term);
        next.asked.put(scope, time.passed());
        onChange.accept(scope, next);
    }

    /** The part of one engine. */
    final class Member implements Leadership {

        private final String name;
        private final Map<String, Long> believed = new HashMap<>();
        private final Map<String, Duration> asked = new HashMap<>();
        private Mood mood = Mood.HONEST;

        Member(String name) {
            this.name = name;
        }

        /** What it believes, whatever its mood. */
        OptionalLong believes(String scope) {
            Long term = believed.get(scope);
            return term == null ? OptionalLong.empty() : OptionalLong.of(term);
        }

        private boolean asksStill(String scope) {
            Duration since = time.passed().minus(asked.getOrDefault(scope, LEASE.negated()));
            return since.compareTo(LEASE) < 0;
        }

        String takeMood() {
            mood = List.of(Mood.values()).get(random.nextInt(Mood.values().length));
            return mood.name();
        }

        void calm() {
            mood = Mood.HONEST;
        }

        /** Its process has died: it holds what it holds until the lease is over. */
        void die() {
            believed.clear();
        }

        @Override
        @SuppressWarnings("NullAway") // one of the moods is to break the rule that null is never returned
        public @Nullable OptionalLong term(String scope) {
            return switch (mood) {
                case HONEST -> honestTerm(scope);
                case SLOW -> {
                    time.elapse(Duration.ofMillis(random.nextInt(8_000)));
                    yield honestTerm(scope);
                }
                case THROWS -> throw new IllegalStateException("scripted: the leadership is out of reach");
                case ANSWERS_NULL -> null;
            };
        }

        private OptionalLong honestTerm(String scope) {
            boolean heldOn = asksStill(scope);
            asked.put(scope, time.passed());
            Member holder = holders.get(scope);
            if (believed.containsKey(scope) && !heldOn) {
                believed.remove(scope); // its lease is over, whoever holds it now
            }
            if (holder == null || (holder == this && !believed.containsKey(scope)) || !holder.asksStill(scope)) {
                elect(scope, this);
            }
            return believes(scope);
        }

        @Override
        public boolean holds(String scope, long term) {
            return believes(scope).equals(OptionalLong.of(term)) && asksStill(scope);
        }

        @Override
        public void resign(String scope) {
            believed.remove(scope);
            asked.remove(scope);
            if (holders.get(scope) == this) {
                holders.remove(scope);
            }
            if (mood == Mood.THROWS) {
                throw new IllegalStateException("scripted: the leadership is out of reach");
            }
        }

        @Override
        public void atLeast(String scope, long term) {
            if (terms.getOrDefault(scope, 0L) < term) {
                terms.put(scope, term);
            }
            if (believed.getOrDefault(scope, Long.MAX_VALUE) <= term) {
                resign(scope);
            }
        }

        @Override
        public Sighting sighting(String scope) {
            return isLed(scope) ? Sighting.SOMEBODY : Sighting.NOBODY;
        }

        @Override
        public Duration lease() {
            return LEASE;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
