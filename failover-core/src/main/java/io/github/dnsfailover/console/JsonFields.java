package io.github.dnsfailover.console;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object in their order, to be written. Confined to one thread. */
final class JsonFields {

    /** @param value a text, a number, a boolean, a list, fields, or what is JSON already; null is a value, too */
    record Field(String name, @Nullable Object value) {}

    /** What is JSON already. */
    record Written(String text) {}

    private final List<Field> fields = new ArrayList<>();

    List<Field> all() {
        return fields;
    }

    private JsonFields put(String name, @Nullable Object value) {
        fields.add(new Field(name, value));
        return this;
    }

    JsonFields text(String name, String value) {
        return put(name, value);
    }

    JsonFields number(String name, long value) {
        return put(name, value);
    }

    JsonFields truth(String name, boolean value) {
        return put(name, value);
    }

    JsonFields nothing(String name) {
        return put(name, null);
    }

    /** Null if it is empty. */
    JsonFields textIfAny(String name, Optional<String> value) {
        return put(name, value.orElse(null));
    }

    /** To the millisecond, which is as much as anybody reads. */
    JsonFields time(String name, Instant value) {
        return put(name, value.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** Null if it is empty. */
    JsonFields time(String name, Optional<Instant> value) {
        return value.isPresent() ? time(name, value.get()) : put(name, null);
    }

    JsonFields texts(String name, Collection<String> values) {
        return put(name, List.copyOf(values));
    }

    JsonFields object(String name, JsonFields value) {
        return put(name, value);
    }

    <T> JsonFields objects(String name, Collection<T> values, Function<T, JsonFields> each) {
        return put(name, values.stream().map(each).toList());
    }

    /** A list of what is JSON already. */
    JsonFields written(String name, Collection<String> values) {
        return put(name, values.stream().map(Written::new).toList());
    }

    JsonFields addAll(JsonFields others) {
        fields.addAll(others.fields);
        return this;
    }
}
