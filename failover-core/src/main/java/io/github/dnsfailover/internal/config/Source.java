package io.github.dnsfailover.internal.config;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where keys come from.
 *
 * @param prefix what the keys begin with, without the last dot; empty for all keys of the map
 * @param properties keys and values; others than those below the prefix are not looked at
 * @param secrets the secret that a name stands for, if there is one
 */
public record Source(String prefix, Map<?, ?> properties, Function<String, Optional<String>> secrets) {

    /** Refuses null. */
    public Source {
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(properties, "properties");
        Objects.requireNonNull(secrets, "secrets");
    }
}
