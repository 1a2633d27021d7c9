package io.github.dnsfailover.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * What a server sends, each character one byte.
 *
 * @param beginning once
 * @param rest again and again without an end
 */
record Sent(String beginning, String rest) {

    static Sent bytes(byte[] beginning, byte[] rest) {
        return new Sent(new String(beginning, ISO_8859_1), new String(rest, ISO_8859_1));
    }
}
