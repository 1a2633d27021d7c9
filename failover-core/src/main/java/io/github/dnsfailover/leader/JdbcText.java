package io.github.dnsfailover.leader;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts as a database keeps them: printable ASCII only, so that neither the character set of a table nor of a
 * connection can change them, and never empty, which Oracle takes for NULL.
 */
final class JdbcText {

    /** The longest name: four bytes for each character would still fit the keys of old MySQL tables. */
    static final int LONGEST_NAME = 190;

    private static final char BEGIN = '=';
    private static final int HASH_DIGITS = 64;
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");
    private static final String PLAIN_IN_NAMES = "._:/-@";

    private JdbcText() {}

    static String body(String text) {
        StringBuilder out = new StringBuilder(text.length() + 1).append(BEGIN);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~' && c != '\\') {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    /** What {@link #body} was made of; a body that somebody wrote by hand, without the sign, is taken as it is. */
    static String text(String body) {
        if (body.isEmpty() || body.charAt(0) != BEGIN) {
            return body;
        }
        Matcher escapes = ESCAPE.matcher(body.substring(1));
        return escapes.replaceAll(
                escape -> Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(escape.group(1), 16))));
    }

    /** A name without spaces, which some databases skip at the end as they compare, and no longer than a key may be. */
    static String name(String key) {
        StringBuilder out = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letter || PLAIN_IN_NAMES.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append(String.format("%%%04x", (int) c));
            }
        }
        return out.length() <= LONGEST_NAME
                ? out.toString()
                : out.substring(0, LONGEST_NAME - HASH_DIGITS - 1) + "#" + hash(key);
    }

    static String hash(String key) {
        try {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_16BE); // lone surrogates differ there
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM knows SHA-256", e);
        }
    }
}
