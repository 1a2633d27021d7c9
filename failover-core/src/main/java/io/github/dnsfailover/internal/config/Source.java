package io.github.dnsfailover.internal.config;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where keys come from.
 *
 * @param prefix what the keys begin with; a dot at its end is dropped; empty for all keys of the map
 * @param properties keys and values; others than those below the prefix are not looked at
 * @param secrets the secret that a name stands for, if there is one
 */
public record Source(String prefix, Map<?, ?> properties, Function<String, Optional<String>> secrets) {

    /** Refuses null. */
    public Source {
        prefix = prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
        Objects.requireNonNull(properties, "properties");
        Objects.requireNonNull(secrets, "secrets");
    }

    /** What messages begin with, once all keys were read: a mistyped prefix finds none, and that is no error. */
    public String origin() {
        WrittenKey whole = WrittenKey.of(prefix);
        boolean any = properties.keySet().stream()
                .anyMatch(key -> WrittenKey.of(String.valueOf(key)).below(whole).isPresent());
        return any || prefix.isEmpty() ? prefix : prefix + " (there is no key that begins with it)";
    }
}
