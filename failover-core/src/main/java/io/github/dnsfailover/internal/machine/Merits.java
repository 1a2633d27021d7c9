package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.OperatorIntent;
import java.util.List;
import java.util.stream.IntStream;

/** What counts of each endpoint at one moment: an operator's word, else the opinion of its checks. Immutable. */
record Merits(PoolSpec spec, Diagnosis diagnosis, Said said, long now) {

    static Merits of(PoolSpec spec, PoolState state, long now) {
        return new Merits(spec, state.diagnosis(), state.said(), now);
    }

    Health health(int endpoint) {
        OperatorIntent.Kind word = said.wordOn(id(endpoint));
        if (word == null) {
            return diagnosis.endpoint(endpoint).health();
        }
        return word == OperatorIntent.Kind.UP ? Health.HEALTHY : Health.UNHEALTHY;
    }

    boolean isProven(int endpoint) {
        OperatorIntent.Kind word = said.wordOn(id(endpoint));
        return word == null ? diagnosis.isProven(spec, endpoint, now) : word == OperatorIntent.Kind.UP;
    }

    /** Whether a pin on the endpoint counts: the word that it is down is stronger. */
    boolean isPinned(int endpoint) {
        String id = id(endpoint);
        boolean pinned =
                said.intents().pin().filter(pin -> pin.endpoint().equals(id)).isPresent();
        return pinned && said.wordOn(id) != OperatorIntent.Kind.DOWN;
    }

    boolean isSaidUp(int endpoint) {
        return said.wordOn(id(endpoint)) == OperatorIntent.Kind.UP;
    }

    boolean isSaidDown(int endpoint) {
        return said.wordOn(id(endpoint)) == OperatorIntent.Kind.DOWN;
    }

    /** Whether one of these endpoints is not known to be bad. */
    boolean anyIsGood(List<Integer> endpoints) {
        for (int e : endpoints) {
            if (health(e) != Health.UNHEALTHY) {
                return true;
            }
        }
        return false;
    }

    boolean noneIs(Health health) {
        return IntStream.range(0, spec.endpoints.size()).noneMatch(e -> health(e) == health);
    }

    private String id(int endpoint) {
        return spec.endpoints.get(endpoint).id();
    }
}
