package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Leadership;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** A leadership that is handed out from outside, and answers late, with an exception or with null when it is in a mood. */
final class SimulatedLeadership implements Leadership {

    private enum Mood {
        HONEST,
        SLOW,
        THROWS,
        ANSWERS_NULL
    }

    private final VirtualRuntime time;
    private final RandomGenerator random;
    private final Runnable onResignation;
    private OptionalLong term = OptionalLong.empty();
    private Mood mood = Mood.HONEST;

    SimulatedLeadership(VirtualRuntime time, RandomGenerator random, Runnable onResignation) {
        this.time = time;
        this.random = random;
        this.onResignation = onResignation;
    }

    void lead(long newTerm) {
        term = OptionalLong.of(newTerm);
    }

    void follow() {
        term = OptionalLong.empty();
    }

    boolean leads() {
        return term.isPresent();
    }

    /** The truth, whatever the mood. */
    OptionalLong trueTerm() {
        return term;
    }

    String takeMood() {
        mood = Mood.values()[random.nextInt(Mood.values().length)];
        return mood.name();
    }

    void calm() {
        mood = Mood.HONEST;
    }

    @Override
    @SuppressWarnings("NullAway") // one of the moods is to break the rule that null is never returned
    public OptionalLong term() {
        return switch (mood) {
            case HONEST -> term;
            case SLOW -> {
                time.elapse(Duration.ofMillis(random.nextInt(8_000)));
                yield term;
            }
            case THROWS -> throw new IllegalStateException("scripted: the leadership is out of reach");
            case ANSWERS_NULL -> null;
        };
    }

    @Override
    public void resign() {
        term = OptionalLong.empty();
        onResignation.run();
        if (mood == Mood.THROWS) {
            throw new IllegalStateException("scripted: the leadership is out of reach");
        }
    }

    @Override
    public String toString() {
        return "simulated";
    }
}
