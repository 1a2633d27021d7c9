package io.github.dnsfailover.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter;
import io.github.dnsfailover.internal.wire.Deadline;
import java.io.IOException;
import okio.Buffer;

/**
 * A value that must stand at one place of a JSON document. Immutable. The only user of Jackson here, which is an
 * optional dependency: this class is not loaded before somebody asks for it.
 */
final class JsonWant implements BodyWant {

    /** Of two equal names each reader takes another one (RFC 8259 section 4), so such a document says nothing. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonFactory json;
    private final JsonPointer pointer;
    private final String value;

    private JsonWant(JsonFactory json, JsonPointer pointer, String value) {
        this.json = json;
        this.pointer = pointer;
        this.value = value;
    }

    /** @throws IllegalArgumentException if the pointer is none (RFC 6901) */
    static JsonWant of(String pointer, String value) {
        try {
            return new JsonWant(JSON, JsonPointer.compile(pointer), value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "jsonEquals: \"" + pointer + "\"; a JSON Pointer is empty or begins with '/' (RFC 6901)", e);
        }
    }

    /**
     * Reads as far as the field, and to the end of a document that is there as a whole; of one that is longer than the
     * limit, what comes after the field is not looked at.
     */
    @Override
    public boolean isInAll(Buffer seen, Extent extent, Deadline deadline) {
        byte[] octets = seen.snapshot().toByteArray();
        try (JsonParser parser = new FilteringParserDelegate(
                json.createParser(octets),
                new JsonPointerBasedFilter(pointer),
                TokenFilter.Inclusion.ONLY_INCLUDE_ALL,
                false)) {
            return parser.nextToken() != null
                    && parser.currentToken().isScalarValue()
                    && parser.getText().equals(value)
                    && (extent == Extent.WHOLE ? isProper(octets) : !mayGoOn(parser, octets.length));
        } catch (IOException e) {
            return false; // no JSON, or cut off before the field
        }
    }

    private boolean isProper(byte[] octets) throws IOException {
        try (JsonParser parser = json.createParser(octets)) {
            while (parser.nextToken() != null) {
                // Throws at what is no JSON, and at a name that comes twice.
            }
            return true;
        }
    }

    /** Only a number has no end of its own: of 12 and 120 the first two digits are the same. */
    private static boolean mayGoOn(JsonParser parser, int length) throws IOException {
        return parser.currentToken().isNumeric()
                && parser.currentTokenLocation().getByteOffset() + parser.getTextLength() >= length;
    }

    @Override
    public String lacking() {
        return "body lacks JSON " + this;
    }

    @Override
    public String toString() {
        return pointer + " = \"" + value + "\"";
    }
}
