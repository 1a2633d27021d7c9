package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.event.IntentChanged;
import io.github.dnsfailover.event.StateStoreFailed;
import io.github.dnsfailover.event.StateStoreRecovered;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What operators said, and since when that is known. Immutable. */
public final class Said extends Part<Said> {

    private static final Duration FOR_EVER = Duration.ofDays(36_500); // its nanoseconds fit into a long

    private Intents intents = Intents.NONE;
    private boolean known;
    private boolean storeFailureTold;
    private long setAt;
    private Instant setWall = Instant.EPOCH;

    /** When a failback was asked for that has not been made; empty if none was. */
    private OptionalLong failbackAskedAt = OptionalLong.empty();

    Said() {}

    public Intents intents() {
        return intents;
    }

    /** Whether the state store has been read. */
    public boolean isKnown() {
        return known;
    }

    boolean isFailbackAsked() {
        return failbackAskedAt.isPresent();
    }

    /** The operator's word on an endpoint: UP, DOWN, or null if nothing was said. */
    OperatorIntent.@Nullable Kind wordOn(String endpoint) {
        return intents.wordOn(endpoint);
    }

    Said set(Turn turn, Input.IntentsSet input) {
        Said next = copy();
        next.intents = input.intents();
        next.setAt = turn.now;
        next.setWall = turn.wall;
        next.known = true;
        next.storeFailureTold = false;
        if (storeFailureTold) {
            turn.emit(new StateStoreRecovered(turn.pool(), turn.wall));
        }
        return next;
    }

    /** Whether this is news, and not an empty store read anew. */
    boolean isNews(Input.IntentsSet input) {
        return input.change() != IntentChanged.Change.LOADED || !intents.equals(input.intents());
    }

    /** Something may have been said to another leader: the store must be read anew. */
    Said unknown() {
        Said next = copy();
        next.known = false;
        return next;
    }

    Said storeFailed(Turn turn, Input.StoreFailed input) {
        if (storeFailureTold) {
            return this;
        }
        Said next = copy();
        next.storeFailureTold = true;
        turn.emit(new StateStoreFailed(turn.pool(), turn.wall, input.detail()));
        return next;
    }

    Said failbackAsked(Turn turn) {
        Said next = copy();
        next.failbackAskedAt = OptionalLong.of(turn.now);
        return next;
    }

    /** The failback that was asked for was made, or is no longer wanted. */
    Said failbackOver() {
        if (failbackAskedAt.isEmpty()) {
            return this;
        }
        Said next = copy();
        next.failbackAskedAt = OptionalLong.empty();
        return next;
    }

    /** Forgets what is over, and asks for a step when the next is. */
    Said expired(Turn turn) {
        Said next = this;
        long limit = Limits.FAILBACK_ASKED.toNanos();
        if (failbackAskedAt.isPresent() && turn.reachedOrWake(failbackAskedAt.getAsLong() + limit)) {
            next = next.failbackOver();
        }
        for (Intents.Entry entry : intents.entries()) {
            Duration left = entry.remaining(setWall);
            boolean ends = entry.expiry() != null;
            if (ends && turn.reachedOrWake(setAt + shorter(left, FOR_EVER).toNanos())) {
                next = next.without(entry);
                turn.emit(new IntentChanged(turn.pool(), turn.wall, IntentChanged.Change.EXPIRED, entry.text(), ""));
                turn.effects.add(new Effect.SaveIntents(next.intents));
            }
        }
        return next;
    }

    private Said without(Intents.Entry entry) {
        Said next = copy();
        next.intents = intents.without(entry);
        return next;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
