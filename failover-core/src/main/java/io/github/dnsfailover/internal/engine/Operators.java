package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.event.IntentChanged;
import io.github.dnsfailover.event.StateStoreFailed;
import io.github.dnsfailover.event.StateStoreRecovered;
import java.time.Duration;
import java.time.Instant;

/** What operators say. Functions on a turn. */
final class Operators {

    private static final Duration FOR_EVER = Duration.ofDays(36_500); // its nanoseconds fit into a long

    private Operators() {}

    static void set(Turn turn, Input.IntentsSet input) {
        PoolState state = turn.state;
        boolean changed = !state.intents.equals(input.intents());
        state.intents = input.intents();
        state.intentsSetAt = turn.now;
        state.intentsSetWall = turn.wall;
        if (state.storeFailureReported) {
            state.storeFailureReported = false;
            turn.emit(new StateStoreRecovered(turn.pool(), turn.wall));
        }
        state.intentsKnown = true;
        if (input.change() == IntentChanged.Change.CLEARED) {
            thaw(state);
        }
        boolean loadedNothing = input.change() == IntentChanged.Change.LOADED && !changed;
        if (!loadedNothing) {
            state.mustRead |= state.term.isPresent() && state.readId == 0; // one under way is fresh enough for a word
            turn.emit(new IntentChanged(turn.pool(), turn.wall, input.change(), input.text(), ""));
        }
    }

    static void failbackAsked(Turn turn) {
        turn.state.failbackAsked = true;
        turn.state.failbackAskedAt = turn.now;
        turn.state.mustRead |= turn.state.term.isPresent();
    }

    private static void thaw(PoolState state) {
        state.driftFrozen = false;
        state.driftCount = 0;
        if (state.drifting) {
            state.drifting = false; // the next read sees it anew, as the first of its kind
            state.driftCleared = true;
            state.mustRead = true;
        }
    }

    static void storeFailed(Turn turn, Input.StoreFailed input) {
        turn.state.lastError = "state store: " + input.detail();
        if (!turn.state.storeFailureReported) {
            turn.state.storeFailureReported = true;
            turn.emit(new StateStoreFailed(turn.pool(), turn.wall, input.detail()));
        }
    }

    static void expire(Turn turn) {
        PoolState state = turn.state;
        if (state.failbackAsked && turn.reachedOrWake(state.failbackAskedAt + Limits.FAILBACK_ASKED.toNanos())) {
            state.failbackAsked = false;
        }
        for (Intents.Entry entry : state.intents.entries()) {
            Duration left = entry.remaining(state.intentsSetWall);
            if (entry.expiry() != null
                    && turn.reachedOrWake(
                            state.intentsSetAt + shorter(left, FOR_EVER).toNanos())) {
                state.intents = state.intents.without(entry);
                turn.emit(new IntentChanged(turn.pool(), turn.wall, IntentChanged.Change.EXPIRED, entry.text(), ""));
                turn.effects.add(new Effect.SaveIntents(state.intents));
            }
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /** Why an intent cannot be taken now; empty if it can. Looks only. */
    static String refusal(PoolSpec spec, PoolState state, OperatorIntent intent, long now, Instant wall) {
        if (intent.who().isBlank() || intent.why().isBlank()) {
            return "who and why are needed: say by(..) and because(..)";
        }
        if (intent.expiry().filter(end -> !end.isAfter(wall)).isPresent()) {
            return "until " + intent.expiry().orElseThrow() + " is over";
        }
        int endpoint = -1;
        for (int e = 0; e < spec.endpoints.size(); e++) {
            endpoint = spec.endpoints.get(e).id().equals(intent.endpoint()) ? e : endpoint;
        }
        boolean needsProof = intent.kind() == OperatorIntent.Kind.UP || intent.kind() == OperatorIntent.Kind.PIN;
        boolean needsEndpoint = needsProof || intent.kind() == OperatorIntent.Kind.DOWN;
        if (endpoint < 0 && (needsEndpoint || !intent.endpoint().isEmpty())) {
            return "pool " + spec.pool.pool() + " has no endpoint \"" + intent.endpoint() + "\"";
        }
        Turn look = new Turn(spec, state, now, wall);
        if (needsProof && !intent.acceptsUnproven() && !Judging.isProven(look, endpoint)) {
            Health health = state.endpoints[endpoint].health();
            return "endpoint " + intent.endpoint() + " is not proven healthy (" + health
                    + "); say evenIfUnproven() if you know better";
        }
        return "";
    }
}
