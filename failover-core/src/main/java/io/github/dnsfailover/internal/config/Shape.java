package io.github.dnsfailover.internal.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a key below the prefix is looked up by. Pure.
 *
 * @param text its words without anything between, and {@code []} for each index, as in {@code endpoints[]id}
 * @param indexes the indexes, in their order
 */
record Shape(String text, List<Integer> indexes) {

    private static final String INDEX = "[]";
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,3}"); // no list has a thousand entries

    Shape {
        indexes = List.copyOf(indexes);
    }

    static Shape of(List<String> parts) {
        StringBuilder text = new StringBuilder();
        List<Integer> indexes = new ArrayList<>();
        for (String part : parts) {
            boolean index = DIGITS.matcher(part).matches();
            text.append(index ? INDEX : part);
            if (index) {
                indexes.add(Integer.parseInt(part));
            }
        }
        return new Shape(text.toString(), indexes);
    }

    /** That of a name in a table, in which {@code []} stands for an index. */
    static String ofName(String name) {
        StringBuilder text = new StringBuilder();
        for (String piece : name.split("\\[]", -1)) {
            text.append(text.isEmpty() ? "" : INDEX).append(WrittenKey.squashed(piece));
        }
        return text.toString();
    }

    /** A name of a table with these indexes in it; one that is left over is that of a value in a list. */
    String in(String name) {
        int said = name.split("\\[]", -1).length - 1;
        return said < indexes.size() ? nearTo(name) + "[" + indexes.get(said) + "]" : nearTo(name);
    }

    /** The same for a name that is only near: what it lacks is 0, and what is left over is left out. */
    String nearTo(String name) {
        StringBuilder out = new StringBuilder();
        int next = 0;
        for (String piece : name.split("\\[]", -1)) {
            if (!out.isEmpty()) {
                out.append('[')
                        .append(next < indexes.size() ? indexes.get(next) : 0)
                        .append(']');
                next++;
            }
            out.append(piece);
        }
        return out.toString();
    }
}
