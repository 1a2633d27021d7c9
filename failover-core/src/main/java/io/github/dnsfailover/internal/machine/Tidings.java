package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is said of a pool's records: by the engine that leads, from what it read and wrote, or by its notice in the
 * store. Immutable.
 *
 * @param lineup what is published
 * @param change how it came to be; empty if whoever says it has not changed it
 * @param horizon until when resolvers may hold what was replaced, by this host's clock; empty if nothing is known
 */
public record Tidings(Lineup lineup, Optional<Change> change, Optional<Instant> horizon) {

    /**
     * The change that gave what is published.
     *
     * @param left the endpoints that were published before it and are no more
     * @param accepted when the provider had accepted it, by this host's clock
     * @param proved whether every server gives it
     */
    public record Change(Cause cause, List<Integer> left, Instant accepted, boolean proved) {

        public Change {
            left = List.copyOf(left);
        }
    }

    /**
     * What the engine that leads knows; empty if it does not, or if somebody else may change the records meanwhile:
     * they are frozen, edited, or unread for long, a change is of unknown outcome, the engine is blind, or this is a
     * dry run.
     */
    public static Optional<Tidings> of(PoolSpec spec, PoolState state, long now) {
        Custody custody = state.custody();
        Found found = custody.found();
        if (found == null || !isOurs(spec, found) || !custody.leads() || spec.identity.dryRun()) {
            return Optional.empty();
        }
        boolean doubtful = state.pulse().closed()
                || state.frozen().isPresent()
                || state.isFrozenAfterEdit()
                || state.sight().isBlind()
                || state.exchange().isUnsure(now)
                || custody.changes().mayLand() != null
                || custody.changes().halfMade() != null;
        return doubtful ? Optional.empty() : Optional.of(of(spec, custody, found));
    }

    private static boolean isOurs(PoolSpec spec, Found found) {
        boolean unmarked = spec.markKey == null && found.ownership() == Found.Ownership.UNMARKED_MEMBERS;
        return found.exact() && (unmarked || found.ownership() == Found.Ownership.OURS);
    }

    private static Tidings of(PoolSpec spec, Custody custody, Found found) {
        OwnChanges changes = custody.changes();
        Instant until = changes.horizon().until();
        Accepted last = changes.last();
        Optional<Change> change = last == null || !last.write().lineup().equals(found.lineup())
                ? Optional.empty()
                : Optional.of(changeOf(spec, last.write(), last.at(), changes.isProved()));
        return new Tidings(found.lineup(), change, Optional.of(until).filter(known -> !known.equals(Instant.EPOCH)));
    }

    private static Change changeOf(PoolSpec spec, PlannedWrite write, Instant accepted, boolean proved) {
        List<Integer> left = spec.indexes(write.from()).stream()
                .filter(e -> !write.lineup().endpoints().contains(e))
                .toList();
        return new Change(write.cause(), left, accepted, proved);
    }
}
