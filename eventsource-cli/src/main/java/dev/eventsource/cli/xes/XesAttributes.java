// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.xes;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.event.Payload;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import org.jspecify.annotations.Nullable;

/**
 * Reads attributes with what is nested in them.
 *
 * <p>A scalar is its value; with nested attributes it is {@code {"value": …, "attributes": {…}}}. A container is an
 * object of its attributes, a list an array of objects of one attribute each, because keys may recur in it.
 */
final class XesAttributes {

    private final XesCursor cursor;
    private long budget;

    XesAttributes(XesCursor cursor) {
        this.cursor = cursor;
    }

    /** A new trace or event begins: its attributes together may be as large as a payload. */
    void begin() {
        budget = Payload.MAX_BYTES;
    }

    /** Reads the attribute whose start tag the cursor is on, up to its end tag. */
    XesAttribute read() {
        String type = cursor.name();
        String key = cursor.attribute("key");
        if (key == null) {
            throw cursor.malformed("<" + type + "> has no key");
        }
        String value = cursor.attribute("value");
        spend(key.length() + (value == null ? 0 : value.length()) + 8L);
        if (type.equals("list")) {
            return new XesAttribute(key, "", array(nested()));
        }
        if (type.equals("container")) {
            return new XesAttribute(key, "", object(nested()));
        }
        String json = scalar(type, key, value);
        List<XesAttribute> nested = nested();
        return new XesAttribute(
                key,
                value == null ? "" : value,
                nested.isEmpty()
                        ? json
                        : new JsonObject()
                                .putJson("value", json)
                                .putJson("attributes", object(nested))
                                .toString());
    }

    private String scalar(String type, String key, @Nullable String value) {
        if (value == null) {
            throw cursor.malformed("the attribute '" + key + "' has no value");
        }
        try {
            return XesValue.json(type, key, value);
        } catch (IllegalArgumentException e) {
            throw cursor.malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Everything up to the end tag; the {@code <values>} of a list are looked into. */
    private List<XesAttribute> nested() {
        List<XesAttribute> attributes = new ArrayList<>();
        int open = 1;
        while (open > 0) {
            int kind = cursor.next();
            if (kind == XMLStreamConstants.END_ELEMENT) {
                open--;
            } else if (kind == XMLStreamConstants.START_ELEMENT && cursor.name().equals("values")) {
                open++;
            } else if (kind == XMLStreamConstants.START_ELEMENT) {
                attributes.add(read());
            }
        }
        return attributes;
    }

    private String object(List<XesAttribute> attributes) {
        JsonObject object = new JsonObject();
        long distinct = attributes.stream().map(XesAttribute::key).distinct().count();
        if (distinct < attributes.size()) {
            throw cursor.malformed("an attribute of the same key twice in one element");
        }
        attributes.forEach(attribute -> object.putJson(attribute.key(), attribute.json()));
        return object.toString();
    }

    private static String array(List<XesAttribute> attributes) {
        return attributes.stream()
                .map(each -> new JsonObject().putJson(each.key(), each.json()).toString())
                .collect(java.util.stream.Collectors.joining(",", "[", "]"));
    }

    private void spend(long size) {
        budget -= size;
        if (budget < 0) {
            throw cursor.malformed("the attributes have more than " + Payload.MAX_BYTES + " bytes together");
        }
    }
}
