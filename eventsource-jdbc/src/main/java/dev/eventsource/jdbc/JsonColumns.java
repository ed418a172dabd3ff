// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Metadata;
import java.io.StringWriter;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Metadata and tags as JSON text in a column; null where there are none. */
public final class JsonColumns {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonColumns() {}

    /** An object with the entries; null if there are none. */
    public static @Nullable String write(Metadata metadata) {
        if (metadata.entries().isEmpty()) {
            return null;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            metadata.entries().forEach(json::writeStringProperty);
            json.writeEndObject();
        }
        return text.toString();
    }

    /** What {@link #write(Metadata)} wrote. */
    public static Metadata readMetadata(@Nullable String text) {
        if (text == null) {
            return Metadata.none();
        }
        TreeMap<String, String> entries = new TreeMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                entries.put(name, json.getString());
            }
        }
        return new Metadata(entries);
    }

    /** An array of the tags; null if there are none. */
    public static @Nullable String write(Set<String> tags) {
        if (tags.isEmpty()) {
            return null;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartArray();
            tags.forEach(json::writeString);
            json.writeEndArray();
        }
        return text.toString();
    }

    /** What {@link #write(Set)} wrote. */
    public static Set<String> readTags(@Nullable String text) {
        if (text == null) {
            return Set.of();
        }
        Set<String> tags = new LinkedHashSet<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                tags.add(json.getString());
            }
        }
        return tags;
    }
}
