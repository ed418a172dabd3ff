// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.outbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants published.
 *
 * @param place by which its source finds it again
 * @param key items with the same key are published in their order; empty if it has none, then it is by itself
 * @param attempts how often publishing it has failed
 * @param values what there is of it, by the names of the source: columns of a table, for instance
 */
public record Item(Object place, String key, int attempts, Map<String, @Nullable Object> values) {

    /** The value as text; throws {@link IllegalArgumentException} if there is none. */
    public String text(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("There is no " + name + "; there are " + values.keySet());
        }
        return value.toString();
    }

    /** Names only: values may be personal. */
    @Override
    public String toString() {
        return "Item" + values.keySet();
    }
}
