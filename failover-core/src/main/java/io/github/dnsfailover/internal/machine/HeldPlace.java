package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Dead endpoints that are published, the words of operators that keep them so, and who could serve. Looks only; lives
 * for one step.
 */
record HeldPlace(PoolSpec spec, Merits merits, List<Integer> published) {

    /** What is to be told; empty if no word keeps them. */
    Optional<String> text() {
        List<String> held = new ArrayList<>();
        for (int e : published) {
            word(e).ifPresent(word -> held.add(one(e, word)));
        }
        return held.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join("; ", held) + "; " + others() + "; clear resumes");
    }

    /** Of a pin and of a word that it is up, the pin decides. */
    private Optional<Word> word(int endpoint) {
        if (merits.isPinned(endpoint)) {
            return merits.said().intents().pin();
        }
        return merits.isSaidUp(endpoint)
                ? Optional.ofNullable(
                        merits.said().wordOn(spec.endpoints.get(endpoint).id()))
                : Optional.empty();
    }

    /** Such as {@code pinned at DEAD dc1 (192.0.2.1: boom) by alice because work}. */
    private String one(int endpoint, Word word) {
        String detail = merits.diagnosis().endpoint(endpoint).detail();
        String kept = word.kind() == Word.Kind.PIN ? "pinned at DEAD " : "said to be up, and DEAD: ";
        String id = spec.endpoints.get(endpoint).id();
        return kept + id + (detail.isEmpty() ? "" : " (" + detail + ")") + word.circumstances();
    }

    private String others() {
        List<Integer> healthy = new ArrayList<>();
        for (int e = 0; e < spec.endpoints.size(); e++) {
            if (merits.diagnosis().endpoint(e).health() == Health.HEALTHY) {
                healthy.add(e);
            }
        }
        List<String> ids = spec.ids(healthy);
        return ids.isEmpty()
                ? "no endpoint is known to be healthy"
                : String.join(", ", ids) + (ids.size() == 1 ? " is healthy" : " are healthy");
    }
}
