// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Text;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A path of names to a field; for backends. */
public final class DocumentPath {

    private static final int MAX_LENGTH = 200;

    private DocumentPath() {}

    /** The names from the outermost object to the field. */
    public static List<String> names(String field) {
        return List.of(field.split("\\.", -1));
    }

    static void check(String field) {
        Text.check("The field of a query", field, 1, MAX_LENGTH);
        if (names(field).contains("")) {
            throw new IllegalArgumentException("The field of a query is a name, or a path like address.city; in '"
                    + Text.excerpt(field) + "' a name is empty");
        }
    }

    /** Null if it is null or there is none. */
    static @Nullable Object find(Map<String, @Nullable Object> object, String field) {
        Object found = object;
        for (String name : names(field)) {
            found = found instanceof Map<?, ?> inner ? inner.get(name) : null;
        }
        return found;
    }
}
