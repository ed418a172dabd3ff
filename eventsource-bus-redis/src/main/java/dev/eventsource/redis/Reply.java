// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a script or a command has answered: a list of texts, numbers and lists. */
record Reply(List<?> values) {

    int size() {
        return values.size();
    }

    byte[] bytes(int index) {
        return (byte[]) values.get(index);
    }

    String text(int index) {
        Object value = values.get(index);
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
    }

    long number(int index) {
        return values.get(index) instanceof Long number ? number : Long.parseLong(text(index));
    }

    Reply list(int index) {
        return new Reply((List<?>) values.get(index));
    }

    List<Reply> lists() {
        return values.stream().map(value -> new Reply((List<?>) value)).toList();
    }

    List<String> texts() {
        return values.stream()
                .map(value -> new String((byte[]) value, StandardCharsets.UTF_8))
                .toList();
    }
}
