package io.github.dnsfailover.internal.machine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was said for one pool and stands now, in the order in which it was said. Immutable. */
public record Intents(List<Word> words) {

    public static final Intents NONE = new Intents(List.of());

    public Intents {
        words = List.copyOf(words);
    }

    public Optional<Word> freeze() {
        return first(Word.Kind.FREEZE);
    }

    Optional<Word> pin() {
        return first(Word.Kind.PIN);
    }

    Optional<Word> failback() {
        return first(Word.Kind.FAILBACK);
    }

    Optional<Word> clear() {
        return first(Word.Kind.CLEAR);
    }

    /** The engine's own freeze after an edit. */
    Optional<Word> edited() {
        return first(Word.Kind.EDITED);
    }

    private Optional<Word> first(Word.Kind kind) {
        for (Word word : words) {
            if (word.kind() == kind) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    /** The operator's word on an endpoint's health: an UP or a DOWN, or null if nothing was said. */
    @Nullable
    Word wordOn(String endpoint) {
        for (Word word : words) {
            boolean onHealth = word.kind() == Word.Kind.UP || word.kind() == Word.Kind.DOWN;
            if (onHealth && word.endpoint().equals(endpoint)) {
                return word;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        String text = words.stream()
                .filter(word -> !word.kind().isOnce())
                .map(Word::text)
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? "none" : text;
    }
}
