package io.github.dnsfailover.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A line of what the comparison measured: a word that says what it is, and fields, between tabs.
 *
 * @param fields in their order
 */
record RawLine(String kind, Map<String, String> fields) {

    RawLine {
        fields = new LinkedHashMap<>(fields);
    }

    /** A line of names and values in turn. */
    static RawLine of(String kind, Object... fields) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put(
                    String.valueOf(fields[i]),
                    String.valueOf(fields[i + 1]).replaceAll("\\s+", " ").strip());
        }
        return new RawLine(kind, map);
    }

    /** Empty if it is blank, or a comment. */
    static Optional<RawLine> parse(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return Optional.empty();
        }
        String[] words = line.split("\t", -1);
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            int at = words[i].indexOf('=');
            if (at < 1) {
                throw new IllegalArgumentException("line \"" + line + "\": \"" + words[i] + "\" has no name");
            }
            fields.put(words[i].substring(0, at), words[i].substring(at + 1));
        }
        return Optional.of(new RawLine(words[0], fields));
    }

    /** What a field says. */
    String get(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("line \"" + this + "\" has no " + name);
        }
        return value;
    }

    /** What a field says, in figures. */
    double number(String name) {
        return Double.parseDouble(get(name));
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(kind);
        fields.forEach(
                (name, value) -> line.append('\t').append(name).append('=').append(value));
        return line.toString();
    }
}
