package io.github.dnsfailover;

import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Collectors;

/** An engine at one moment. Immutable; {@link #toString} is for people. */
public final class EngineSnapshot {

    private final Instant at;
    private final List<PoolSnapshot> pools;
    private final List<Trouble> troubles;

    EngineSnapshot(Instant at, List<PoolSnapshot> pools, List<Trouble> troubles) {
        this.at = Objects.requireNonNull(at, "at");
        this.pools = List.copyOf(pools);
        this.troubles = List.copyOf(troubles);
    }

    /** When it was taken. */
    public Instant at() {
        return at;
    }

    /** The pools, in the order in which the engine got them. */
    public List<PoolSnapshot> pools() {
        return pools;
    }

    /** What is wrong at present: with the engine, with its providers, then with its pools. */
    public List<Trouble> troubles() {
        return troubles;
    }

    /**
     * One pool.
     *
     * @throws NoSuchElementException if the engine has none of that name
     */
    public PoolSnapshot pool(String name) {
        return pools.stream()
                .filter(pool -> pool.pool().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no pool " + name));
    }

    @Override
    public String toString() {
        return at + "\n" + pools.stream().map(PoolSnapshot::toString).collect(Collectors.joining("\n"));
    }
}
