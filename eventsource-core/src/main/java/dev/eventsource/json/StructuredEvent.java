// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * One CloudEvent in the JSON format taken apart: attributes as text, the data as it stands there, to the byte.
 *
 * @param attributes by name; those that are null in JSON are absent
 * @param data JSON text; {@code null} if the event has none
 */
public record StructuredEvent(Map<String, String> attributes, String data) {

    private static final JsonMapper TEXTS = new JsonMapper();

    /** The limits that matter are those of the line and of a payload; the parser's own would refuse what a store accepts. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1000)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /**
     * Reads one event.
     *
     * @throws IllegalArgumentException if it is no CloudEvent; the message says why
     */
    public static StructuredEvent parse(String line) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line.toCharArray())) {
            return parse(parser, line);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "not JSON: " + e.getOriginalMessage() + " (column "
                            + e.getLocation().getColumnNr() + ")",
                    e);
        }
    }

    /** The attribute; empty if there is none. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /** Throws {@link IllegalArgumentException} if it is not there. */
    public String required(String name) {
        String value = attributes.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("no CloudEvent: the attribute '" + name + "' is missing");
        }
        return value;
    }

    /**
     * The inverse of {@link #parse}: one JSON object, on one line if the data is.
     *
     * @param attributes none of them called data
     * @param data JSON text
     */
    public static String write(Map<String, String> attributes, String data) {
        String object = TEXTS.writeValueAsString(attributes);
        return object.substring(0, object.length() - 1) + (attributes.isEmpty() ? "" : ",") + "\"data\":" + data + "}";
    }

    /** The tags of an event as the text of an attribute: a JSON array. */
    public static String tags(Set<String> tags) {
        return TEXTS.writeValueAsString(new TreeSet<>(tags));
    }

    /** The inverse; throws {@link IllegalArgumentException} if the text is no JSON array of texts. */
    public static Set<String> tags(String json) {
        try {
            return new TreeSet<>(TEXTS.readValue(json, new TypeReference<Set<String>>() {}));
        } catch (JacksonException | NullPointerException e) {
            throw new IllegalArgumentException("the tags are no JSON array of texts", e);
        }
    }

    private static StructuredEvent parse(JsonParser parser, String line) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("no CloudEvent: it must be a JSON object");
        }
        Map<String, String> attributes = new TreeMap<>();
        Set<String> names = new HashSet<>();
        String data = null;
        String encoded = null;
        JsonToken token = parser.nextToken();
        while (token == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            if (!names.add(name)) {
                throw new IllegalArgumentException("no CloudEvent: it has '" + name + "' twice");
            }
            JsonToken value = parser.nextToken();
            if (name.equals("data")) {
                int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
                parser.skipChildren();
                token = parser.nextToken();
                data = valueBefore(
                        line,
                        start,
                        Math.toIntExact(parser.currentTokenLocation().getCharOffset()));
                continue;
            }
            if (name.equals("data_base64") && value == JsonToken.VALUE_STRING) {
                encoded = parser.getString();
            } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                attributes.put(name, parser.getString());
            } else if (value != JsonToken.VALUE_NULL) {
                throw new IllegalArgumentException("no CloudEvent: the attribute '" + name + "' is no simple value");
            }
            token = parser.nextToken();
        }
        if (parser.nextToken() != null) {
            throw new IllegalArgumentException("not one JSON object: there is more behind its end");
        }
        if (data != null && encoded != null) {
            throw new IllegalArgumentException("no CloudEvent: it has both data and data_base64");
        }
        return new StructuredEvent(attributes, encoded == null ? (data == null ? "null" : data) : decoded(encoded));
    }

    /** The value that starts here, when the next token is there: between them are only space and perhaps a comma. */
    private static String valueBefore(String line, int start, int nextToken) {
        int end = withoutSpace(line, nextToken);
        if (line.charAt(end - 1) == ',') {
            end = withoutSpace(line, end - 1);
        }
        return line.substring(start, end);
    }

    private static int withoutSpace(String line, int end) {
        int at = end;
        while (line.charAt(at - 1) <= ' ') {
            at--;
        }
        return at;
    }

    private static String decoded(@Nullable String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(String.valueOf(base64));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new IllegalArgumentException("data_base64 is not JSON in UTF-8, and only JSON can be imported", e);
        }
    }
}
