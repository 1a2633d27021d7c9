package io.github.dnsfailover.leader;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object of somebody else's, each of whose fields is what it should be or an {@link IOException}. Confined to one
 * thread.
 */
record JsonObject(Map<String, Object> fields) {

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,18}");

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** A field that must be an object. */
    JsonObject object(String name) throws IOException {
        return object(name, fields.get(name));
    }

    private static JsonObject object(String name, @Nullable Object value) throws IOException {
        if (!(value instanceof Map<?, ?>)) {
            throw new IOException(name + " is missing, or no object");
        }
        @SuppressWarnings("unchecked") // objects have texts for names and no nulls, and come from JsonText alone
        Map<String, Object> map = (Map<String, Object>) value;
        return new JsonObject(map);
    }

    /** The objects of a list; none if there is no such field. */
    List<JsonObject> objects(String name) throws IOException {
        Object value = fields.getOrDefault(name, List.of());
        if (!(value instanceof List<?> list)) {
            throw new IOException(name + " is no list");
        }
        List<JsonObject> objects = new ArrayList<>();
        for (Object each : list) {
            objects.add(object(name, each));
        }
        return objects;
    }

    /** A text; the other one if there is no such field. */
    String text(String name, String absent) throws IOException {
        Object value = fields.getOrDefault(name, absent);
        if (!(value instanceof String text)) {
            throw new IOException(name + " is no text");
        }
        return text;
    }

    /** Whether a field is true; false if there is no such field. */
    boolean truth(String name) throws IOException {
        Object value = fields.getOrDefault(name, false);
        if (!(value instanceof Boolean truth)) {
            throw new IOException(name + " is neither true nor false");
        }
        return truth;
    }

    /** A version: a number, or a text of digits as gateways of gRPC write those of 64 bits; 0 if it is missing. */
    long version(String name) throws IOException {
        Object value = fields.getOrDefault(name, "0");
        if (!(value instanceof String) && !(value instanceof BigInteger)) {
            throw new IOException(name + " is no number");
        }
        return version(name, value.toString());
    }

    static long version(String name, String digits) throws IOException {
        try {
            if (NUMBER.matcher(digits).matches()) {
                return Long.parseLong(digits);
            }
        } catch (NumberFormatException e) {
            throw new IOException(name + " is too large", e);
        }
        throw new IOException(name + " is no number of a version");
    }
}
