package io.github.dnsfailover;

import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** An engine at one moment. Immutable; {@link #toString} is for people. */
public final class EngineSnapshot {

    /** Who leads one scope, as this engine saw it last. Immutable; made by the engine only. */
    public interface Lead {

        /** What the lead is held for: the zone, unless the pools say otherwise. */
        String scope();

        /** Whether this engine leads. */
        boolean own();

        /**
         * What the leader calls itself, such as host and process; empty if nobody leads, or the leadership does not
         * tell.
         */
        String name();

        /** The fencing number; empty if nobody leads as far as is known. */
        OptionalLong term();

        /** When this engine saw this leader first; empty if there is none. */
        Optional<Instant> since();

        /** Until when the lead lasts if it is not renewed; empty if there is none, or the leadership does not tell. */
        Optional<Instant> until();

        /** What the leader says of itself: its rank, its pools, and which of the operators' words it has heard. */
        Leadership.Candidate says();
    }

    private final Instant at;
    private final List<PoolSnapshot> pools;
    private final List<Lead> leads;
    private final String instance;
    private final Optional<Lead> speaker;
    private final String stopAll;
    private final boolean running;
    private final boolean dryRun;
    private final long eventsDropped;
    private final List<Trouble> troubles;

    /** What the engine shares with others. */
    record Shared(String instance, List<Lead> leads, Optional<Lead> speaker, String stopAll) {}

    /** What is of this process alone. */
    record Own(boolean running, boolean dryRun, long eventsDropped, List<Trouble> troubles) {}

    EngineSnapshot(Instant at, List<PoolSnapshot> pools, Shared shared, Own own) {
        this.at = Objects.requireNonNull(at, "at");
        this.pools = List.copyOf(pools);
        this.leads = List.copyOf(shared.leads());
        this.instance = shared.instance();
        this.speaker = shared.speaker();
        this.stopAll = shared.stopAll();
        this.running = own.running();
        this.dryRun = own.dryRun();
        this.eventsDropped = own.eventsDropped();
        this.troubles = List.copyOf(own.troubles());
    }

    /** When it was taken. */
    public Instant at() {
        return at;
    }

    /** The pools, in the order in which the engine got them. */
    public List<PoolSnapshot> pools() {
        return pools;
    }

    /** What this engine is called among the others, {@link Leadership#instance}; empty if it has no name. */
    public String instance() {
        return instance;
    }

    /** Who leads, scope by scope. */
    public List<Lead> leads() {
        return leads;
    }

    /**
     * Which instance tells people of what every instance sees while no leader speaks for all, such as that nobody leads
     * ({@link Trouble.Kind#isSeenByAll}). Its term is empty while that is not settled; all of it is empty while nothing
     * of the kind is wrong, and where no election says who it is: then each instance speaks.
     */
    public Optional<Lead> speaker() {
        return speaker;
    }

    /**
     * What a person types to stop every engine of this owner and environment without one of them, such as a line of
     * SQL: it stores the entry that {@link Trouble.Kind#STOP_ENTRY} tells of. Empty if the store has no such way.
     */
    public String stopAll() {
        return stopAll;
    }

    /** Whether it was started, and was not closed by then. */
    public boolean isRunning() {
        return running;
    }

    /** Whether it does everything but write; see {@link FailoverEngine.Builder#dryRun}. */
    public boolean isDryRun() {
        return dryRun;
    }

    /**
     * How many events its listeners have missed since it was built, because their queues were full; an {@link
     * io.github.dnsfailover.event.EventsDropped} told each of its own.
     */
    public long eventsDropped() {
        return eventsDropped;
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
        String who = leads.stream().map(Lead::toString).collect(Collectors.joining("; "));
        return at + " " + who + "\n"
                + pools.stream().map(PoolSnapshot::toString).collect(Collectors.joining("\n"));
    }
}
