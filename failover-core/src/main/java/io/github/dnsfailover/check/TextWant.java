package io.github.dnsfailover.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okio.Buffer;
import okio.ByteString;

/** A text that the body must contain, byte by byte in UTF-8. Immutable. */
final class TextWant implements BodyWant {

    private final String text;
    private final ByteString octets;

    TextWant(String text) {
        this.text = text;
        this.octets = ByteString.encodeUtf8(text);
    }

    /** @throws IllegalArgumentException if the text is empty or longer than what is searched */
    static TextWant inBody(String text, int bodyLimit) {
        Arguments.text("bodyContains", text);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > bodyLimit) {
            throw new IllegalArgumentException(
                    "bodyContains: a text of " + length + " bytes is longer than bodyLimit, " + bodyLimit);
        }
        return new TextWant(text);
    }

    @Override
    public boolean isIn(Buffer seen, long fresh) throws IOException {
        long from = Math.max(0, fresh - (octets.size() - 1)); // it may straddle two reads
        return seen.indexOf(octets, from) >= 0;
    }

    @Override
    public String lacking() {
        return "body lacks \"" + text + "\"";
    }

    @Override
    public String toString() {
        return "\"" + text + "\"";
    }
}
