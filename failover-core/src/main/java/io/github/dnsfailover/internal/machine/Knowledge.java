package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.MoveReaction.Stage;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows to be published of a pool, and since when that is confirmed. What was known once is kept
 * when it is no longer confirmed, so that a move in between is seen as one. Immutable.
 */
public final class Knowledge extends Part<Knowledge> {

    /** Null before anything was known. */
    private @Nullable Known known;

    private boolean confirmed;

    /** As of when; meaningful only while it is confirmed. */
    private long confirmedAt;

    /** Nothing is known. */
    public Knowledge() {}

    private record Known(
            String pool,
            Lineup lineup,
            List<Endpoint> endpoints,
            Map<RecordType, List<String>> sets,
            Optional<Published.Move> move,
            Optional<Instant> horizon)
            implements Published {

        @Override
        public List<String> values(RecordType type) {
            return sets.getOrDefault(type, List.of());
        }

        boolean isProved() {
            return move.map(Published.Move::proved).orElse(false);
        }

        /** The same is published; a change since then, of a TTL say, is no move, but its proof is one of the move. */
        Known continued(Tidings tidings) {
            boolean proof = tidings.change().map(Tidings.Change::proved).orElse(false);
            Optional<Published.Move> last =
                    move.map(made -> new Moved(made.cause(), made.left(), made.accepted(), made.proved() || proof));
            return new Known(pool, lineup, endpoints, sets, last, tidings.horizon());
        }

        @Override
        public String toString() {
            String what = String.join(", ", endpoints.stream().map(Endpoint::id).toList());
            return pool + " is at " + what + move.map(last -> ", " + last).orElse("");
        }
    }

    private record Moved(Optional<Cause> cause, List<Endpoint> left, Instant accepted, boolean proved)
            implements Published.Move {

        @Override
        public String toString() {
            String from = left.isEmpty()
                    ? ""
                    : " from "
                            + String.join(", ", left.stream().map(Endpoint::id).toList());
            return cause.map(Enum::toString).orElse("moved") + from + " at " + Snapshots.second(accepted)
                    + (proved ? ", proved" : "");
        }
    }

    /** What is published, if that is confirmed and fresh. */
    public Optional<Published> published(long now) {
        boolean fresh = confirmed && now - confirmedAt <= Limits.NOTICE_FRESH.toNanos();
        return fresh ? Optional.ofNullable(known) : Optional.empty();
    }

    /** Somebody who knows has said so, as of this instant. */
    public Knowledge told(PoolSpec spec, Tidings tidings, long asOf, Instant wall) {
        Knowledge next = copy();
        next.confirmed = true;
        next.confirmedAt = asOf;
        Known before = known;
        if (before == null || !before.lineup().equals(tidings.lineup())) {
            next.known = known(spec, tidings, moved(spec, before, tidings, wall));
        } else if (!isUnchanged(before, tidings)) {
            next.known = before.continued(tidings);
        }
        return next;
    }

    private static boolean isUnchanged(Known known, Tidings tidings) {
        boolean proved = tidings.change().map(Tidings.Change::proved).orElse(false);
        return known.horizon().equals(tidings.horizon()) && (known.isProved() || !proved);
    }

    /** Nobody who knows says anything. */
    public Knowledge doubted() {
        if (!confirmed) {
            return this;
        }
        Knowledge next = copy();
        next.confirmed = false;
        return next;
    }

    /** How far a change has come since then; the first that is known is no change. */
    public List<Stage> newsAfter(Knowledge before) {
        Known then = before.known;
        Known now = known;
        if (then == null || now == null) {
            return List.of();
        }
        if (!now.lineup().equals(then.lineup())) {
            return now.isProved() ? List.of(Stage.ACCEPTED, Stage.PROVED) : List.of(Stage.ACCEPTED);
        }
        return now.isProved() && !then.isProved() ? List.of(Stage.PROVED) : List.of();
    }

    private static Known known(PoolSpec spec, Tidings tidings, Optional<Published.Move> move) {
        return new Known(
                spec.pool.pool(),
                tidings.lineup(),
                endpoints(spec, tidings.lineup().endpoints()),
                sets(spec, tidings.lineup()),
                move,
                tidings.horizon());
    }

    private static Optional<Published.Move> moved(
            PoolSpec spec, @Nullable Known before, Tidings tidings, Instant wall) {
        Optional<Tidings.Change> change = tidings.change();
        if (before == null) {
            return change.map(made ->
                    new Moved(Optional.of(made.cause()), endpoints(spec, made.left()), made.accepted(), made.proved()));
        }
        List<Endpoint> left = before.endpoints().stream()
                .filter(endpoint -> !tidings.lineup().endpoints().contains(spec.endpoints.indexOf(endpoint)))
                .toList();
        return Optional.of(new Moved(
                change.map(Tidings.Change::cause),
                left,
                change.map(Tidings.Change::accepted).orElse(wall),
                change.map(Tidings.Change::proved).orElse(false)));
    }

    private static List<Endpoint> endpoints(PoolSpec spec, List<Integer> indexes) {
        return indexes.stream().map(spec.endpoints::get).toList();
    }

    private static Map<RecordType, List<String>> sets(PoolSpec spec, Lineup lineup) {
        Map<RecordType, List<String>> sets = new EnumMap<>(RecordType.class);
        for (RecordType type : RecordType.values()) {
            TreeSet<String> values = new TreeSet<>();
            for (int e : lineup.endpoints()) {
                values.addAll(lineup.values(spec, e, type));
            }
            sets.put(type, List.copyOf(values));
        }
        return sets;
    }
}
