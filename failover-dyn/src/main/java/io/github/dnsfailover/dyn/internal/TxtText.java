package io.github.dnsfailover.dyn.internal;

/**
 * TXT data between our plain text and the service's: written in quotes, as its clients do; read with or without them,
 * with a backslash before characters that mean something in a zone file (RFC 1035 section 5.1). Pure.
 */
final class TxtText {

    private TxtText() {}

    static String write(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /**
     * The plain text.
     *
     * @throws IllegalArgumentException if there are several character-strings, or quotes or a backslash are left open
     */
    static String read(String data) {
        boolean quoted = data.startsWith("\"");
        StringBuilder out = new StringBuilder();
        int at = quoted ? 1 : 0;
        while (at < data.length()) {
            char c = data.charAt(at);
            if (c == '"' && quoted) {
                requireEnd(data, at);
                return out.toString();
            }
            if (c == '\\') {
                int length = isNumber(data, at) ? 4 : 2;
                out.append(escaped(data, at, length));
                at += length;
            } else {
                out.append(c);
                at++;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("TXT data with open quotes");
        }
        return out.toString();
    }

    private static void requireEnd(String data, int at) {
        if (!data.substring(at + 1).isBlank()) {
            throw new IllegalArgumentException("TXT data of several character-strings");
        }
    }

    private static boolean isNumber(String data, int at) {
        return data.length() >= at + 4 && data.substring(at + 1, at + 4).matches("[0-9]{3}");
    }

    private static char escaped(String data, int at, int length) {
        if (data.length() < at + length) {
            throw new IllegalArgumentException("TXT data that ends with a backslash");
        }
        return length == 4 ? (char) Integer.parseInt(data.substring(at + 1, at + 4)) : data.charAt(at + 1);
    }
}
