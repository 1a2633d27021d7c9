package io.github.dnsfailover.testkit;

import io.github.dnsfailover.StateStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The way of one engine to a state store that all share: it may be cut, slow, hanging, or lose replies. One thread. */
final class SimulatedStore implements StateStore {

    /** How calls end. */
    enum Mood {
        WELL,
        CUT,
        SLOW,
        HANGS,
        HANGS_AND_IS_DEAF,
        LOSES_REPLIES,
        /** What was to be saved arrives when its caller has long given up. */
        APPLIES_LATE,
        /** Each call ends in another way. */
        RESTLESS
    }

    /** What some ways know; each of them may last. */
    private static final List<Mood> SIMPLE = Stream.of(Mood.values())
            .takeWhile(mood -> mood != Mood.APPLIES_LATE)
            .toList();

    private static final int LATEST_MILLIS = 25_000;
    private static final int FEW = 3; // of how many calls of a restless way one goes wrong

    private final VirtualRuntime time;
    private final RandomGenerator random;
    private final StateStore shared;
    private final List<Mood> moods;

    /** The longest time for which a call hangs. */
    private final Duration longest;

    private final Consumer<String> count;
    private Mood mood = Mood.WELL;

    /** Until when the store itself stands still, or refuses whatever is asked. */
    private Duration pausedUntil = Duration.ZERO;

    private Duration refusesUntil = Duration.ZERO;

    SimulatedStore(VirtualRuntime time, RandomGenerator random, StateStore shared) {
        this(time, random, shared, SIMPLE, Duration.ofSeconds(630), what -> {});
    }

    private SimulatedStore(
            VirtualRuntime time,
            RandomGenerator random,
            StateStore shared,
            List<Mood> moods,
            Duration longest,
            Consumer<String> count) {
        this.time = time;
        this.random = random;
        this.shared = shared;
        this.moods = moods;
        this.longest = longest;
        this.count = count;
    }

    /** A way with all moods there are; a call that hangs ends before engines are looked at with all faults over. */
    static SimulatedStore ofAllMoods(
            VirtualRuntime time, RandomGenerator random, StateStore shared, Consumer<String> count) {
        return new SimulatedStore(time, random, shared, List.of(Mood.values()), Duration.ofSeconds(90), count);
    }

    String takeMood() {
        mood = moods.get(random.nextInt(moods.size()));
        return mood.name();
    }

    void hang() {
        mood = Mood.HANGS_AND_IS_DEAF;
    }

    void cut() {
        mood = Mood.CUT;
    }

    void slows() {
        mood = Mood.SLOW;
    }

    void becomesRestless() {
        mood = Mood.RESTLESS;
    }

    void calm() {
        mood = Mood.WELL;
    }

    /** Calls are answered when it goes on. */
    void pause(Duration span) {
        pausedUntil = time.passed().plus(span);
    }

    /** As while it is restarted. */
    void refuse(Duration span) {
        refusesUntil = time.passed().plus(span);
    }

    @Override
    public Entry load(String key) throws IOException {
        suffer(moodOfCall());
        return shared.load(key);
    }

    @Override
    public Map<String, Entry> load(Collection<String> keys) throws IOException {
        suffer(moodOfCall());
        return shared.load(keys);
    }

    @Override
    public boolean save(String key, long expectedVersion, String text) throws IOException {
        Mood now = moodOfCall();
        suffer(now);
        if (now == Mood.APPLIES_LATE) {
            time.schedule(Duration.ofMillis(random.nextInt(LATEST_MILLIS)), () -> arrives(key, expectedVersion, text));
            time.elapse(longest);
            throw new IOException("scripted: no answer");
        }
        boolean saved = shared.save(key, expectedVersion, text);
        if (now == Mood.LOSES_REPLIES) {
            throw new IOException("scripted: the reply was lost");
        }
        return saved;
    }

    private void arrives(String key, long expectedVersion, String text) {
        try {
            count.accept(shared.save(key, expectedVersion, text) ? "saved late" : "came too late");
        } catch (IOException e) {
            count.accept("never arrived"); // the store fails by now
        }
    }

    private Mood moodOfCall() {
        if (mood != Mood.RESTLESS) {
            count.accept(mood.name());
            return mood;
        }
        Mood now = random.nextInt(FEW) > 0 ? Mood.WELL : moods.get(random.nextInt(moods.size() - 1));
        count.accept(now.name());
        return now;
    }

    private void suffer(Mood now) throws IOException {
        if (time.passed().compareTo(refusesUntil) < 0) {
            count.accept("restarts");
            throw new IOException("scripted: connection refused");
        }
        if (time.passed().compareTo(pausedUntil) < 0) {
            count.accept("pauses");
            time.elapse(pausedUntil.minus(time.passed()));
        }
        switch (now) {
            case WELL, LOSES_REPLIES, APPLIES_LATE -> {}
            case CUT -> throw new IOException("scripted: the store is out of reach");
            case SLOW -> time.elapse(Duration.ofMillis(random.nextInt(4_000)));
            case HANGS -> time.elapse(hanging());
            case HANGS_AND_IS_DEAF -> time.elapseDeaf(hanging());
            case RESTLESS -> throw new AssertionError("a call has a mood of its own");
        }
    }

    private Duration hanging() {
        return Duration.ofSeconds(30 + random.nextInt((int) longest.toSeconds() - 30));
    }

    @Override
    public Reach reach() {
        return shared.reach();
    }

    @Override
    public String toString() {
        return "simulated way to " + shared;
    }
}
