package io.github.dnsfailover.leader;

import java.util.Locale;

/**
 * Texts and keys for stores that take any UTF-8, so that people can read them there: as {@link JdbcText} does, but with
 * letters of all languages as they are. Pure.
 */
final class KeptText {

    /** What a ConfigMap allows for a key. */
    private static final int LONGEST_KEY = 253;

    private KeptText() {}

    /** What {@link JdbcText#text} reads; controls, halves of pairs and all above them are escaped. */
    static String body(String text) {
        StringBuilder out = new StringBuilder(text.length() + 1).append('=');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= ' ' && c <= '~' && c != '\\') || (c >= '\u00a0' && c < Character.MIN_SURROGATE);
            out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return out.toString();
    }

    /** A key of letters, digits, dots and dashes; other characters are {@code _} and four digits. */
    static String configKey(String key) {
        StringBuilder out = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean plain = letter || c == '-' || (c == '.' && i > 0); // none may begin with two dots
            out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "_%04x", (int) c));
        }
        if (out.isEmpty()) {
            return "_";
        }
        String end = "_-" + JdbcText.hash(key); // '_' comes with digits elsewhere
        return out.length() <= LONGEST_KEY ? out.toString() : out.substring(0, LONGEST_KEY - end.length()) + end;
    }
}
