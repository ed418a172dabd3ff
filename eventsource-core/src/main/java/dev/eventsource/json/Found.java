// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import tools.jackson.core.JsonToken;

/** Names of what stands in a payload. */
final class Found {

    private Found() {}

    static String name(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a decimal number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case START_ARRAY -> "an array";
            case START_OBJECT, PROPERTY_NAME, END_OBJECT -> "an object";
            default -> "something else";
        };
    }
}
