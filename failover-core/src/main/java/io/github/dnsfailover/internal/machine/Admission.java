package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.OperatorIntent;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whether what an operator says can be taken. */
public final class Admission {

    private Admission() {}

    /** Why an intent cannot be taken now; empty if it can. */
    public static String refusal(Scene scene, OperatorIntent intent) {
        PoolSpec spec = scene.spec();
        PoolState state = scene.state();
        if (!intent.version().isEmpty() && !intent.version().equals(Version.of(scene))) {
            return "the pool has changed since it was looked at; look, and say it again";
        }
        if (intent.who().isBlank() || intent.why().isBlank()) {
            return "who and why are needed: say by(..) and because(..)";
        }
        if (intent.expiry().filter(end -> !end.isAfter(scene.wall())).isPresent()) {
            return "until " + Snapshots.second(intent.expiry().orElseThrow()) + " is over";
        }
        int endpoint = spec.indexOf(intent.endpoint());
        boolean needsProof = intent.kind() == OperatorIntent.Kind.UP || intent.kind() == OperatorIntent.Kind.PIN;
        boolean needsEndpoint = needsProof || intent.kind() == OperatorIntent.Kind.DOWN;
        if (endpoint < 0 && (needsEndpoint || !intent.endpoint().isEmpty())) {
            return "pool " + spec.pool.pool() + " has no endpoint \"" + intent.endpoint() + "\"";
        }
        if (needsProof && !intent.acceptsUnproven() && !state.isProven(spec, endpoint, scene.now())) {
            Health health = state.diagnosis().endpoint(endpoint).health();
            return "endpoint " + intent.endpoint() + " is not proven healthy (" + health
                    + "); to have it all the same, say it with evenIfUnproven";
        }
        return intent.kind() == OperatorIntent.Kind.FAILBACK ? nowhereBetter(scene) : "";
    }

    /**
     * A failback is obeyed once, and lifts a pin: where there is no better place to go to at this moment it would be
     * used up, and the pin gone, without anything to see. Whoever does not lead looks by its own probes, too.
     */
    private static String nowhereBetter(Scene scene) {
        PoolSpec spec = scene.spec();
        List<Integer> published = published(scene);
        if (published.isEmpty()) {
            return "";
        }
        int present = published.stream()
                .mapToInt(e -> spec.endpoints.get(e).priority())
                .min()
                .orElseThrow();
        List<Integer> better = IntStream.range(0, spec.endpoints.size())
                .filter(e -> spec.endpoints.get(e).priority() < present)
                .boxed()
                .toList();
        Merits merits = scene.merits();
        if (better.isEmpty() || better.stream().anyMatch(merits::isProven)) {
            return "";
        }
        String why = better.stream()
                .map(e -> spec.endpoints.get(e).id() + " is " + merits.health(e))
                .collect(Collectors.joining(", "));
        return "clients get " + spec.ids(published) + ", and nothing better is proven healthy (" + why
                + "); nothing was changed, so say it again when one is";
    }

    /** What clients get, as far as it is known here; empty if it is not. */
    private static List<Integer> published(Scene scene) {
        return scene.state().custody().leads()
                ? scene.published()
                : scene.known()
                        .map(now -> now.endpoints().stream()
                                .map(each -> scene.spec().indexOf(each.id()))
                                .toList())
                        .orElse(List.of());
    }
}
