package io.github.dnsfailover.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as fields, lists, texts, numbers and booleans. The only class of this package that touches Jackson, which is
 * optional. Pure.
 */
final class JsonText {

    /** An action is an object with a list in it. */
    private static final int DEEPEST = 4;

    /** No number of an action means anything. */
    private static final int LONGEST_NUMBER = 20;

    /** A field that is there twice means whatever the reader likes. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Line separators too: no text of others may end a line of a stream, whoever splits it.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            // Names that a visitor makes up would stay in a table that outlives the request.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .characterEscapes(new NoMarkup())
            .build();

    private JsonText() {}

    /** Whether JSON can be written; fails with a LinkageError if Jackson is not there. */
    static boolean ready() {
        return JSON.canUseCharArrays();
    }

    /** What could open or close a tag, or an attribute, where JSON is pasted into a page against all advice. */
    private static final class NoMarkup extends CharacterEscapes {

        private static final long serialVersionUID = 1L;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            for (char c : new char[] {'<', '>', '&', '\''}) {
                codes[c] = ESCAPE_STANDARD;
            }
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return null;
        }
    }

    /** One line of printable ASCII. */
    static String of(JsonFields fields) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            write(generator, fields);
        } catch (IOException e) {
            throw new IllegalStateException("a tree of texts is always JSON", e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof JsonFields fields) {
            generator.writeStartObject();
            for (JsonFields.Field field : fields.all()) {
                generator.writeFieldName(field.name());
                write(generator, field.value());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object each : list) {
                write(generator, each);
            }
            generator.writeEndArray();
        } else if (value instanceof JsonFields.Written written) {
            generator.writeRawValue(written.text());
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof Integer number) {
            generator.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else {
            generator.writeString((String) value);
        }
    }

    /**
     * The object that these octets are, and nothing beside it: of texts, booleans, lists of texts, and nulls.
     *
     * @throws JsonFaultException if they are anything else; the message names the field
     */
    static Map<String, @Nullable Object> object(byte[] octets) throws JsonFaultException {
        String field = "";
        try (JsonParser parser = JSON.createParser(octets)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonFaultException("the body is no JSON object");
            }
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                field = parser.currentName();
                parser.nextToken();
                fields.put(field, value(field, parser));
            }
            if (parser.nextToken() != null) {
                throw new JsonFaultException("more follows the JSON object");
            }
            return fields;
        } catch (JsonFaultException e) {
            throw e;
        } catch (IOException e) {
            // Without Jackson's message, which names its own classes.
            String where = field.isEmpty() ? "" : ", at or after the field " + field;
            throw new JsonFaultException("the body is no JSON object in which each field stands once" + where);
        }
    }

    private static @Nullable Object value(String field, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_ARRAY) {
            List<String> texts = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.VALUE_STRING) {
                    throw new JsonFaultException(field + ": a list of texts is needed");
                }
                texts.add(parser.getText());
            }
            return texts;
        }
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new JsonFaultException(field + ": no field has a value of this type");
        };
    }
}
