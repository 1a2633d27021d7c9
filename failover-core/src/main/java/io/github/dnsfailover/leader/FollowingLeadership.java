package io.github.dnsfailover.leader;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.internal.machine.Mark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Leads where an election that the application has already says so: Curator's {@code LeaderLatch::hasLeadership}, the
 * leader of a Kubernetes client, and the like. The terms come from the store, one for each time that the election was
 * won.
 *
 * <pre>{@code
 * FailoverEngine.builder()
 *         .leadership(FollowingLeadership.of(latch::hasLeadership, store))
 *         .stateStore(store)
 * }</pre>
 *
 * <p>It is as safe as that election and no safer: one whose answer lags behind, as after a pause of the process, has
 * two leaders for a moment. Then the mark beside the records stops the older one, since its term is the lower; so it
 * is not for pools without a mark. Beyond that the engine reads the stored term each second and gives up one that
 * another instance has overtaken.
 *
 * <p>It cannot hand over: an engine that is blind or cannot reach its provider stops writing, and whoever the election
 * has chosen stays chosen. {@link LeaseLeadership} hands over. Nor does it see who else leads, so nobody is told when
 * no instance does ({@link io.github.dnsfailover.Trouble.Kind#NOBODY_LEADS}).
 *
 * <p>Thread-safe; {@link #term} asks the store and so may block, {@link #holds} does not, and the supplier must answer
 * from memory, on any thread. There is nothing to close.
 */
public final class FollowingLeadership implements Leadership {

    private final BooleanSupplier leads;
    private final StateStore store;
    private final Map<String, Long> held = new ConcurrentHashMap<>();
    private final Map<String, Long> floors = new ConcurrentHashMap<>();

    private FollowingLeadership(BooleanSupplier leads, StateStore store) {
        this.leads = Objects.requireNonNull(leads, "leads");
        this.store = Objects.requireNonNull(store, "store");
        if (store.reach() != StateStore.Reach.SHARED) {
            throw new IllegalArgumentException(
                    "store: " + store + " is local; terms must rise from one instance to the next, so all share it");
        }
    }

    /**
     * Follows an election.
     *
     * @param leads whether this instance leads at this moment, for all scopes
     * @param store shared by all instances; terms stand there under {@code term:<scope>}
     * @throws IllegalArgumentException if the store is local
     */
    public static FollowingLeadership of(BooleanSupplier leads, StateStore store) {
        return new FollowingLeadership(leads, store);
    }

    /**
     * The term of the present win, taken at the first question after it.
     *
     * @throws UncheckedIOException if the store cannot be asked; a term that is held is kept
     */
    @Override
    public OptionalLong term(String scope) {
        if (!leads.getAsBoolean()) {
            held.remove(scope);
            return OptionalLong.empty();
        }
        StateStore.Entry entry;
        try {
            entry = store.load(key(scope));
        } catch (IOException e) {
            Long known = held.get(scope);
            if (known != null) {
                return OptionalLong.of(known); // the election is what counts, and the mark
            }
            throw new UncheckedIOException(e.getMessage(), e);
        }
        long stored = number(entry);
        long floor = floors.getOrDefault(scope, 0L);
        Long mine = held.get(scope);
        if (mine != null && mine >= stored && mine > floor) {
            return OptionalLong.of(mine);
        }
        held.remove(scope);
        return taken(scope, entry, Math.max(stored, floor) + 1);
    }

    private OptionalLong taken(String scope, StateStore.Entry entry, long next) {
        if (next >= Mark.LIMIT) {
            throw new IllegalStateException("terms of " + scope + " have come to their end, which is 10^15 - 1");
        }
        try {
            if (!store.save(key(scope), entry.version(), Long.toString(next))) {
                return OptionalLong.empty(); // another instance was faster: the next question shows which
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        if (!leads.getAsBoolean()) {
            return OptionalLong.empty();
        }
        held.put(scope, next);
        return OptionalLong.of(next);
    }

    private static long number(StateStore.Entry entry) {
        if (entry.version() == 0) {
            return 0;
        }
        try {
            return Long.parseLong(entry.text());
        } catch (NumberFormatException e) {
            throw new IllegalStateException("what the store holds is no term: \"" + entry.text() + "\"", e);
        }
    }

    private static String key(String scope) {
        return "term:" + scope;
    }

    @Override
    public boolean holds(String scope, long term) {
        Long mine = held.get(scope);
        return mine != null && mine == term && leads.getAsBoolean();
    }

    @Override
    public void resign(String scope) {
        held.remove(scope);
    }

    @Override
    public void atLeast(String scope, long term) {
        floors.merge(scope, term, Math::max);
    }

    /** That of the store: without it nobody gets a term. Where the election itself lies is not known here. */
    @Override
    public String site() {
        return store.site();
    }

    @Override
    public String toString() {
        return "an election that is followed, terms in " + store;
    }
}
