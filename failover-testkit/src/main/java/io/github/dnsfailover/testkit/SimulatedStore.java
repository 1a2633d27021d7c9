package io.github.dnsfailover.testkit;

import io.github.dnsfailover.StateStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The way of one engine to a state store that all share: it may be cut, slow, hanging, or lose replies. One thread. */
final class SimulatedStore implements StateStore {

    /** How calls end. */
    private enum Mood {
        WELL,
        CUT,
        SLOW,
        HANGS,
        HANGS_AND_IS_DEAF,
        LOSES_REPLIES
    }

    private final VirtualRuntime time;
    private final RandomGenerator random;
    private final StateStore shared;
    private Mood mood = Mood.WELL;

    SimulatedStore(VirtualRuntime time, RandomGenerator random, StateStore shared) {
        this.time = time;
        this.random = random;
        this.shared = shared;
    }

    String takeMood() {
        mood = List.of(Mood.values()).get(random.nextInt(Mood.values().length));
        return mood.name();
    }

    void hang() {
        mood = Mood.HANGS_AND_IS_DEAF;
    }

    void calm() {
        mood = Mood.WELL;
    }

    @Override
    public Entry load(String key) throws IOException {
        suffer();
        return shared.load(key);
    }

    @Override
    public Map<String, Entry> load(Collection<String> keys) throws IOException {
        suffer();
        return shared.load(keys);
    }

    @Override
    public boolean save(String key, long expectedVersion, String text) throws IOException {
        suffer();
        boolean saved = shared.save(key, expectedVersion, text);
        if (mood == Mood.LOSES_REPLIES) {
            throw new IOException("scripted: the reply was lost");
        }
        return saved;
    }

    private void suffer() throws IOException {
        switch (mood) {
            case WELL, LOSES_REPLIES -> {}
            case CUT -> throw new IOException("scripted: the store is out of reach");
            case SLOW -> time.elapse(Duration.ofMillis(random.nextInt(4_000)));
            case HANGS -> time.elapse(Duration.ofSeconds(30 + random.nextInt(600)));
            case HANGS_AND_IS_DEAF -> time.elapseDeaf(Duration.ofSeconds(30 + random.nextInt(600)));
        }
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
