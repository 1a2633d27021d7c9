package io.github.dnsfailover.internal.config;

import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One key, for whoever reads it and for the page of all keys. Immutable.
 *
 * @param name as the page has it, below the prefix; {@code []} stands for an index
 * @param options the methods of the builder that it stands for
 * @param form what its value looks like
 * @param words what is allowed, where that is some words; otherwise empty
 * @param fallback what holds if the key is absent, or that it is needed; empty if nothing holds
 * @param meaning for the page, in a sentence or two
 */
record Setting(String name, List<String> options, Form form, List<String> words, String fallback, String meaning) {

    /** How the page marks a key that must be there. */
    static final String NEEDED = "**needed**";

    Setting {
        options = List.copyOf(options);
        words = List.copyOf(words);
    }

    /** A key that is called as the builder's method is. */
    static Setting of(String name, Form form, String meaning) {
        return new Setting(name, List.of(camelCase(name)), form, List.of(), "", meaning);
    }

    private static String camelCase(String name) {
        StringBuilder out = new StringBuilder();
        for (String part : name.split("[.\\[]", 2)[0].split("-", -1)) {
            out.append(out.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return out.toString();
    }

    /** The same for these methods of the builder. */
    Setting options(String... values) {
        return new Setting(name, List.of(values), form, words, fallback, meaning);
    }

    /** The same with these words allowed. */
    Setting words(String... values) {
        return new Setting(name, options, form, List.of(values), fallback, meaning);
    }

    /** The same with a default. */
    Setting fallback(String value) {
        return new Setting(name, options, form, words, value, meaning);
    }

    /** The same, which must be there: for the page, since who reads it refuses. */
    Setting needed() {
        return needed("");
    }

    /** The same where it must be there in one case, such as {@code for `after`}. */
    Setting needed(String when) {
        return fallback(when.isEmpty() ? NEEDED : NEEDED + " " + when);
    }

    /** The same as a part of a group, such as {@code check}. */
    Setting in(String group) {
        return new Setting(group + "." + name, options, form, words, fallback, meaning);
    }

    /** With what it does to a builder; of a list, once for each of its values. */
    <B> Assigned<B> sets(BiConsumer<B, Value> assign) {
        return new Assigned<>(this, assign);
    }

    /** With what it does to a builder if it is true; false does nothing. */
    <B> Assigned<B> turnsOn(Consumer<B> on) {
        return sets((builder, value) -> {
            if (value.isTrue()) {
                on.accept(builder);
            }
        });
    }
}
