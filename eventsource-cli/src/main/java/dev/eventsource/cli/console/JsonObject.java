// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.console;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes one JSON object on one line, its members in the order in which they are put. */
public final class JsonObject {

    private final StringBuilder text = new StringBuilder("{");

    /** A text as JSON writes it, in quotes. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString();
    }

    public JsonObject put(String name, String value) {
        return putJson(name, quote(value));
    }

    public JsonObject put(String name, long value) {
        return putJson(name, Long.toString(value));
    }

    public JsonObject put(String name, boolean value) {
        return putJson(name, Boolean.toString(value));
    }

    /** A number with at most three decimals, or null where there is none. */
    public JsonObject put(String name, @Nullable Double value) {
        return putJson(name, value == null ? "null" : Double.toString(Math.round(value * 1000) / 1000.0));
    }

    /** A value that is JSON already; it is inserted as it stands. */
    public JsonObject putJson(String name, String json) {
        if (text.length() > 1) {
            text.append(',');
        }
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(name, text);
        text.append("\":").append(json);
        return this;
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
