package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.OperatorIntent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an operator is told became of a word that was stored: whether the record is as it asks. */
public final class Compliance {

    private Compliance() {}

    /** The answer of the engine that acts on the word, once the pool has come to rest. */
    public static IntentOutcome of(PoolSpec spec, PoolState state, OperatorIntent intent) {
        if (intent.kind() == OperatorIntent.Kind.FREEZE) {
            String late = state.exchange().phase().mayWrite() ? "; a change that had begun may still land" : "";
            return IntentOutcome.done(
                    "nothing is written" + end(state) + late + "; clients get " + published(spec, state));
        }
        Obstacle obstacle = state.outlook().obstacle();
        if (obstacle.isOfPlace() || (!obstacle.isNone() && meansIpv6(intent))) {
            return IntentOutcome.waiting(obstacle.text());
        }
        String will = state.outlook().decision() + ": " + state.outlook().reason();
        String unmet = unmet(spec, state, intent);
        if (!unmet.isEmpty()) {
            return IntentOutcome.waiting(unmet + ": " + will);
        }
        boolean cleared = intent.kind() == OperatorIntent.Kind.CLEAR;
        return IntentOutcome.done((cleared ? "nothing that was said stands; " : "") + will + frozen(state));
    }

    /** The answer where several engines share the records, once each of them has heard a freeze or a clear. */
    public static IntentOutcome heardByAll(OperatorIntent intent, Instant landsUntil) {
        return IntentOutcome.done(
                intent.kind() == OperatorIntent.Kind.FREEZE
                        ? "no instance begins a write; one that had begun may land until " + landsUntil
                        : "every instance has heard it, and the one that leads acts on it; a write that had begun may "
                                + "land until " + landsUntil);
    }

    /** What the word asks for and the record does not show, although nothing is in the way: something is stronger. */
    private static String unmet(PoolSpec spec, PoolState state, OperatorIntent intent) {
        List<String> now = published(spec, state);
        String id = intent.endpoint();
        return switch (intent.kind()) {
            case DOWN -> now.contains(id) ? id + " stays published, there is nowhere better to go" : "";
            case PIN -> now.equals(List.of(id)) ? "" : "clients get " + now + ", not " + id;
            case UP ->
                isWithoutIpv6(spec, state, id)
                        ? "IPv6 of " + id + " stays withdrawn, it is not proven healthy; said with evenIfUnproven,"
                                + " it is published"
                        : "";
            case FAILBACK -> isAtBest(spec, state) ? "" : "clients get " + now + ", and nothing better may serve";
            case CLEAR, FREEZE -> "";
        };
    }

    private static boolean isAtBest(PoolSpec spec, PoolState state) {
        Found found = state.custody().found();
        int best = spec.endpoints.stream().mapToInt(Endpoint::priority).min().orElse(0);
        return found == null
                || found.published().stream()
                        .anyMatch(e -> spec.endpoints.get(e).priority() == best);
    }

    /** Whoever says where clients are to be led has said nothing of one of the families. */
    private static boolean meansIpv6(OperatorIntent intent) {
        return switch (intent.kind()) {
            case UP, FAILBACK, CLEAR -> true;
            case PIN, DOWN, FREEZE -> false;
        };
    }

    private static boolean isWithoutIpv6(PoolSpec spec, PoolState state, String id) {
        Found found = state.custody().found();
        return found != null && spec.ids(found.lineup().withoutIpv6()).contains(id);
    }

    private static List<String> published(PoolSpec spec, PoolState state) {
        Found found = state.custody().found();
        return found == null ? List.of() : spec.ids(found.published());
    }

    private static String end(PoolState state) {
        return state.said()
                .intents()
                .freeze()
                .flatMap(word -> Optional.ofNullable(word.expiry()))
                .map(end -> " until " + end)
                .orElse(" until clear is said");
    }

    /** The record is as the word asks, and stays so: nothing else is written either. */
    private static String frozen(PoolState state) {
        return state.frozen()
                .map(why -> "; and nothing more is written: " + why)
                .orElse("");
    }
}
