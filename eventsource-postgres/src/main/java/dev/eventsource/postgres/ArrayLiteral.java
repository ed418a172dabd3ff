// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Texts as one text that PostgreSQL reads as an array: postgresql.org/docs/current/arrays.html#ARRAYS-IO */
final class ArrayLiteral {

    private ArrayLiteral() {}

    /** Null if there are none. */
    static @Nullable String of(Set<String> texts) {
        if (texts.isEmpty()) {
            return null;
        }
        return texts.stream()
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
