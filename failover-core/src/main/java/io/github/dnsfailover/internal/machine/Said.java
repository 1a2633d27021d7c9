package io.github.dnsfailover.internal.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators said for a pool, and what of it was obeyed. Immutable. */
public final class Said extends Part<Said> {

    private Intents intents = Intents.NONE;
    private boolean known;

    /** The number of the last failback that was obeyed here; 0 if none was. */
    private long failbackObeyed;

    /** The number of the last clear that was obeyed here; 0 if none was. */
    private long clearObeyed;

    Said() {}

    public Intents intents() {
        return intents;
    }

    /** Whether the state store has been read. */
    public boolean isKnown() {
        return known;
    }

    /** A failback that was asked for and has not been made. */
    Optional<Word> failback() {
        return unlessObeyed(intents.failback(), failbackObeyed);
    }

    /** A clear that has not been obeyed. */
    Optional<Word> clear() {
        return unlessObeyed(intents.clear(), clearObeyed);
    }

    /** @param last the number of the last one that was obeyed */
    private static Optional<Word> unlessObeyed(Optional<Word> word, long last) {
        return word.isPresent() && word.get().number() > last ? word : Optional.empty();
    }

    /** The operator's word on an endpoint's health: an UP or a DOWN, or null if nothing was said. */
    @Nullable
    Word wordOn(String endpoint) {
        return intents.wordOn(endpoint);
    }

    Said set(Intents value) {
        Said next = copy();
        next.intents = value;
        next.known = true;
        return next;
    }

    Said obeyed(Word word) {
        Said next = copy();
        next.failbackObeyed = word.kind() == Word.Kind.FAILBACK ? word.number() : failbackObeyed;
        next.clearObeyed = word.kind() == Word.Kind.CLEAR ? word.number() : clearObeyed;
        return next;
    }
}
