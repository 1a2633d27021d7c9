package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What counts of each endpoint at one moment: an operator's word, else the opinion of its checks. Immutable. */
record Merits(PoolSpec spec, Diagnosis diagnosis, Said said, long now) {

    static Merits of(PoolSpec spec, PoolState state, long now) {
        return new Merits(spec, state.diagnosis(), state.said(), now);
    }

    Health health(int endpoint) {
        Word word = wordOn(endpoint);
        if (word == null) {
            return diagnosis.endpoint(endpoint).health();
        }
        return word.kind() == Word.Kind.UP ? Health.HEALTHY : Health.UNHEALTHY;
    }

    /** An operator's word that an endpoint is up needs the proof of its checks, unless it was meant without. */
    boolean isProven(int endpoint) {
        Word word = wordOn(endpoint);
        if (word == null || (word.kind() == Word.Kind.UP && !word.unproven())) {
            return diagnosis.isProven(spec, endpoint, now);
        }
        return word.kind() == Word.Kind.UP;
    }

    /** Whether a pin on the endpoint counts: the word that it is down is stronger. */
    boolean isPinned(int endpoint) {
        Optional<Word> pin = said.intents().pin();
        boolean pinned = pin.isPresent() && pin.get().endpoint().equals(id(endpoint));
        return pinned && !isSaidDown(endpoint);
    }

    /** Whether a pin on the endpoint counts and was meant without proof. */
    boolean isPinnedUnproven(int endpoint) {
        return isPinned(endpoint) && said.intents().pin().filter(Word::unproven).isPresent();
    }

    /**
     * Whether somebody wants all of the endpoint published, whatever its checks say. A pin without proof says so only
     * of an endpoint that has none: where its checks count for something, it says nothing of one family.
     */
    boolean isAnsweredFor(int endpoint) {
        Word word = wordOn(endpoint);
        boolean up = word != null && word.kind() == Word.Kind.UP && word.unproven();
        return up || (isPinnedUnproven(endpoint) && !isProven(endpoint));
    }

    boolean isSaidUp(int endpoint) {
        Word word = wordOn(endpoint);
        return word != null && word.kind() == Word.Kind.UP;
    }

    boolean isSaidDown(int endpoint) {
        Word word = wordOn(endpoint);
        return word != null && word.kind() == Word.Kind.DOWN;
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

    /** Whether every value that is published is of some endpoint of the pool, and none of those is good. */
    boolean isKnownDead(Found found) {
        List<Integer> owners = found.owners(spec);
        return !owners.isEmpty() && !anyIsGood(owners);
    }

    boolean noneIs(Health health) {
        for (int e = 0; e < spec.endpoints.size(); e++) {
            if (health(e) == health) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Word wordOn(int endpoint) {
        return said.wordOn(id(endpoint));
    }

    private String id(int endpoint) {
        return spec.endpoints.get(endpoint).id();
    }
}
