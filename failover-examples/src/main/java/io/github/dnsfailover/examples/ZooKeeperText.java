package io.github.dnsfailover.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and texts as ZooKeeper keeps them: printable ASCII, which people can read and type in its shell. */
final class ZooKeeperText {

    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");
    private static final String PLAIN_IN_NAMES = "_:-@.";

    private ZooKeeperText() {}

    /** The node of a key: any text, and never empty, "." or "..", which a path must not hold. */
    static String name(String key) {
        if (key.isEmpty()) {
            return "%";
        }
        StringBuilder out = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean plain = letter || (PLAIN_IN_NAMES.indexOf(c) >= 0 && !(i == 0 && c == '.'));
            out.append(plain ? String.valueOf(c) : String.format("%%%04x", (int) c));
        }
        return out.toString();
    }

    static byte[] data(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c <= '~' && c != '\\';
            out.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * What {@link #data} was made of; what somebody wrote by hand is taken as UTF-8.
     *
     * @throws IOException if it is no text, but of another program
     */
    static String text(byte[] data) throws IOException {
        try {
            String body = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
            Matcher escapes = ESCAPE.matcher(body);
            return escapes.replaceAll(escape ->
                    Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(escape.group(1), 16))));
        } catch (CharacterCodingException e) {
            throw new IOException("the node holds no text", e);
        }
    }
}
