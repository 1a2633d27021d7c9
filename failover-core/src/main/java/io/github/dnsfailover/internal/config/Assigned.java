package io.github.dnsfailover.internal.config;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A key that can be read by itself, with what its value does to a builder.
 *
 * @param setting the key
 * @param assign gives the builder one value
 */
record Assigned<B>(Setting setting, BiConsumer<B, Value> assign) {

    /** Gives the builder what was given, key by key, and looks after each whether the builder's rules hold. */
    static <B> void all(List<Assigned<B>> settings, Given given, B builder, Consumer<B> rules) {
        for (Assigned<B> each : settings) {
            for (Value value : given.values(each.setting)) {
                value.give(v -> {
                    each.assign.accept(builder, v);
                    rules.accept(builder);
                });
            }
        }
    }

    /** The keys alone. */
    static <B> List<Setting> settings(List<Assigned<B>> all) {
        return all.stream().map(Assigned::setting).toList();
    }
}
