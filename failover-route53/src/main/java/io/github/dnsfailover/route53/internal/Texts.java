package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.DnsName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names and texts as Route 53 writes them. Pure. */
final class Texts {

    private static final int OCTAL_DIGITS = 3;

    private Texts() {}

    /**
     * Whether a listed name is this one: {@code *} is listed as {@code \052}, others likewise, and case does not count.
     */
    static boolean isName(String listed, DnsName name) {
        return plainName(listed).equals(name.toString());
    }

    /** A listed name without escapes, in lower case, with the final dot. */
    static String plainName(String listed) {
        String plain = unescaped(listed).toLowerCase(Locale.ROOT);
        return plain.endsWith(".") ? plain : plain + ".";
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            boolean octal = text.charAt(i) == '\\' && isOctal(text, i + 1);
            plain.append(octal ? octal(text, i + 1) : text.charAt(i));
            i += octal ? 1 + OCTAL_DIGITS : 1;
        }
        return plain.toString();
    }

    private static boolean isOctal(String text, int from) {
        boolean octal = from + OCTAL_DIGITS <= text.length();
        for (int i = from; octal && i < from + OCTAL_DIGITS; i++) {
            octal = text.charAt(i) >= '0' && text.charAt(i) <= '7';
        }
        return octal;
    }

    private static char octal(String text, int from) {
        return (char) Integer.parseInt(text.substring(from, from + OCTAL_DIGITS), 8);
    }

    /** A text as the value of a TXT record. */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /**
     * The character-strings in the value of a TXT record.
     *
     * @throws IllegalArgumentException if it is not made of quoted strings
     */
    static List<String> unquoted(String value) {
        List<String> strings = new ArrayList<>();
        int i = 0;
        while (i < value.length()) {
            if (value.charAt(i) == ' ' || value.charAt(i) == '\t') {
                i++;
                continue;
            }
            StringBuilder text = new StringBuilder();
            i = string(value, i, text);
            strings.add(text.toString());
        }
        return strings;
    }

    /** Reads one quoted string into the text; returns where it ends. */
    private static int string(String value, int from, StringBuilder text) {
        int i = from + 1;
        boolean opened = value.charAt(from) == '"';
        while (opened && i < value.length() && value.charAt(i) != '"') {
            boolean escape = value.charAt(i) == '\\' && i + 1 < value.length();
            boolean octal = escape && isOctal(value, i + 1);
            text.append(octal ? octal(value, i + 1) : value.charAt(escape ? i + 1 : i));
            i += octal ? 1 + OCTAL_DIGITS : escape ? 2 : 1;
        }
        if (!opened || i >= value.length()) {
            throw new IllegalArgumentException("a text that is not in quotes: " + value);
        }
        return i + 1;
    }
}
