package io.github.dnsfailover.internal.config;

import io.github.dnsfailover.internal.text.ForeignText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a map holds below a prefix: known keys only, by their names in the table, each with the key that it came by. A
 * group of it, such as {@code check} or {@code endpoints[1]}, looks the same. Immutable.
 */
final class Given {

    private final String prefix;
    private final String group;
    private final Map<String, Value> values;
    private final Function<String, Optional<String>> secrets;

    private Given(String prefix, String group, Map<String, Value> values, Function<String, Optional<String>> secrets) {
        this.prefix = prefix;
        this.group = group;
        this.values = values;
        this.secrets = secrets;
    }

    /**
     * Reads a map.
     *
     * <p>Two keys for one option must have one value. But the name of an environment variable overrules other keys, as
     * it does where a framework lays one source over the other.
     *
     * @throws IllegalArgumentException if a key is unknown, or two contradict each other
     */
    static Given of(Source source, Table table) {
        WrittenKey prefix = WrittenKey.of(source.prefix());
        if (prefix.parts().isEmpty() && !source.prefix().isEmpty()) {
            throw new IllegalArgumentException("prefix: \"" + ForeignText.line(source.prefix()) + "\" has no letter");
        }
        Map<String, List<Value>> files = new TreeMap<>();
        Map<String, List<Value>> environment = new TreeMap<>();
        sorted(source.properties()).forEach((text, object) -> {
            WrittenKey key = WrittenKey.of(text);
            key.below(prefix).ifPresent(parts -> {
                Shape shape = Shape.of(parts);
                Setting setting = table.find(shape).orElseThrow(() -> unknown(source.prefix(), text, shape, table));
                Value value = new Value(text, textOf(text, object), setting);
                (key.isEnvironment() ? environment : files)
                        .computeIfAbsent(shape.in(setting.name()), name -> new ArrayList<>())
                        .add(value);
            });
        });
        files.putAll(environment);
        Map<String, Value> values = new HashMap<>();
        files.forEach((name, all) -> values.put(name, only(name, all)));
        return new Given(source.prefix(), "", values, source.secrets());
    }

    /** In the order of keys, so that of several mistakes always the same one is told. */
    private static Map<String, Object> sorted(Map<?, ?> properties) {
        Map<String, Object> sorted = new TreeMap<>();
        if (properties instanceof Properties withDefaults) {
            withDefaults.stringPropertyNames().forEach(key -> sorted.put(key, withDefaults.getProperty(key)));
        } else {
            properties.forEach(
                    (key, value) -> sorted.put(String.valueOf(key), value == null ? Optional.empty() : value));
        }
        return sorted;
    }

    private static String textOf(String key, Object value) {
        if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw new IllegalArgumentException(ForeignText.line(key) + ": "
                + (value instanceof Optional ? "null" : "a " + value.getClass().getName())
                + "; a text is needed, and lists and maps by keys of their own, as in endpoints[0].id");
    }

    private static Value only(String name, List<Value> all) {
        Value first = all.get(0);
        for (Value other : all) {
            if (!other.text().equals(first.text())) {
                throw new IllegalArgumentException(
                        ForeignText.line(first.key()) + "=" + first.shown() + " and " + ForeignText.line(other.key())
                                + "=" + other.shown() + ": both say " + name + ", and not the same");
            }
        }
        return first;
    }

    private static IllegalArgumentException unknown(String prefix, String key, Shape shape, Table table) {
        String near = shape.nearTo(table.nearest(shape).name());
        String whole = prefix.isEmpty() ? near : prefix + "." + near;
        String why = table.needsCode(shape).orElse("there is no such key; did you mean " + whole + "?");
        return new IllegalArgumentException(ForeignText.line(key) + ": " + why);
    }

    /** A group of it. */
    Given at(String name) {
        return new Given(prefix, inGroup(name), values, secrets);
    }

    private String inGroup(String name) {
        return group.isEmpty() ? name : group + "." + name;
    }

    /** The groups of a list, by their index. */
    List<Given> each(String name) {
        return groupsOf(inGroup(name)).stream()
                .map(each -> new Given(prefix, each, values, secrets))
                .toList();
    }

    private List<String> groupsOf(String list) {
        String open = list + "[";
        Map<Integer, Value> firstOfEach = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(open)) {
                int index = Integer.parseInt(name.substring(open.length(), name.indexOf(']', open.length())));
                firstOfEach.merge(index, value, (a, b) -> a.key().compareTo(b.key()) <= 0 ? a : b);
            }
        });
        List<String> found = new ArrayList<>();
        firstOfEach.forEach((index, value) -> {
            if (index != found.size()) {
                throw value.refused("there is no index " + found.size() + "; count from 0 without a gap");
            }
            found.add(open + index + "]");
        });
        return found;
    }

    private static Value at(Map<String, Value> values, String name) {
        return Optional.ofNullable(values.get(name)).orElseThrow();
    }

    private boolean isAnyAt(String name) {
        return values.keySet().stream()
                .anyMatch(each -> each.equals(name) || each.startsWith(name + ".") || each.startsWith(name + "["));
    }

    /** Whether nothing was given. */
    boolean isEmpty() {
        return !isAnyAt(group);
    }

    /** All that was given. */
    List<Value> all() {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .filter(each -> each.getKey().startsWith(group + "."))
                        .map(Map.Entry::getValue)
                        .toList();
    }

    Optional<Value> value(String name) {
        return Optional.ofNullable(values.get(inGroup(name)));
    }

    /**
     * A value that must be there.
     *
     * @throws IllegalArgumentException if it is not
     */
    Value needed(String name, String why) {
        return value(name).orElseThrow(() -> new IllegalArgumentException(key(name) + ": none given; " + why));
    }

    /** Each value, or the only one. */
    List<Value> values(Setting setting) {
        return setting.form().repeats()
                ? list(setting.name())
                : value(setting.name()).map(List::of).orElse(List.of());
    }

    /**
     * Each value of a list.
     *
     * @throws IllegalArgumentException if an index is left out, or the list is given as a whole, too
     */
    List<Value> list(String name) {
        List<String> indexed = groupsOf(inGroup(name));
        Optional<Value> whole = value(name);
        if (whole.isPresent() && !indexed.isEmpty()) {
            throw whole.get()
                    .refused("the list is given by index, too, as "
                            + at(values, indexed.get(0)).key());
        }
        return whole.map(value -> value.setting().form().splits() ? value.items() : List.of(value))
                .orElseGet(() -> indexed.stream().map(each -> at(values, each)).toList());
    }

    /** The whole key, as the page has it. */
    String key(String name) {
        return prefix.isEmpty() ? inGroup(name) : prefix + "." + inGroup(name);
    }

    /** The secret that a value names. */
    String secret(Value value) {
        return value.secret(secrets);
    }

    /** Makes something of several values; a refusal gets the key of the group. */
    <T> T whole(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            String where = prefix.isEmpty() || group.isEmpty() ? prefix + group : prefix + "." + group;
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }
}
