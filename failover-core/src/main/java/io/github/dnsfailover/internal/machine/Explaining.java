package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Explanation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Explains why a pool is as it is. Pure: it reads a state, and changes and calls nothing. */
public final class Explaining {

    private static final String INDENT = "\n              ";

    private Explaining() {}

    private record Told(
            String pool,
            Instant at,
            List<String> published,
            List<String> endpoints,
            List<String> wouldMove,
            List<String> inTheWay,
            List<String> next)
            implements Explanation {

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("pool " + pool + " at " + at.truncatedTo(ChronoUnit.SECONDS));
            add(text, "published   ", published);
            add(text, "endpoints   ", endpoints);
            add(text, "would move  ", wouldMove);
            add(text, "in the way  ", inTheWay.isEmpty() ? List.of("Nothing.") : inTheWay);
            add(text, "next        ", next);
            return text.toString();
        }

        private static void add(StringBuilder text, String part, List<String> sentences) {
            text.append("\n  ").append(part).append(String.join(INDENT, sentences));
        }
    }

    /** Explains a pool at this moment. */
    public static Explanation of(Scene scene) {
        return new Told(
                scene.spec().pool.pool(),
                scene.wall(),
                Served.sentences(scene),
                Grounds.sentences(scene),
                Conditions.sentences(scene),
                Hindrances.sentences(scene),
                Prospects.sentences(scene));
    }
}
