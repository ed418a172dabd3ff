// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Values as JSON, which is how SQLite takes several of them in one parameter. */
final class JsonText {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /** An array of texts and numbers. */
    static String array(Collection<?> values) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartArray();
            for (Object value : values) {
                write(json, value);
            }
            json.writeEndArray();
        }
        return text.toString();
    }

    /** One text, in quotes. */
    static String quoted(String value) {
        String array = array(List.of(value));
        return array.substring(1, array.length() - 1);
    }

    private static void write(JsonGenerator json, @Nullable Object value) {
        if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}
