package io.github.dnsfailover.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Keys and texts as ZooKeeper keeps them: printable ASCII, which people can read and type in its shell. */
final class ZooKeeperText {

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
        return AsciiText.escaped(text).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * What {@link #data} was made of; what somebody wrote by hand is taken as UTF-8.
     *
     * @throws IOException if it is no text, but of another program
     */
    static String text(byte[] data) throws IOException {
        try {
            return AsciiText.unescaped(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new IOException("the node holds no text", e);
        }
    }
}
