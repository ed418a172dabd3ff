// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.DocumentCondition;
import dev.eventsource.store.DocumentQuery.Order;
import java.util.List;

/** How a database looks into documents, for {@link DocumentSearch}. It means exactly what {@code DocumentQuery} says. */
public interface DocumentSql {

    /**
     * The documents and the values of these fields, named as the other methods like; the table is {@code d}.
     *
     * @param fields distinct; the others refer to one by its index
     */
    Part from(List<String> fields);

    /** What must hold of the field of this index; never null, so that it can be negated. */
    Part condition(int field, DocumentCondition condition);

    /** What to order by, for the field of this index: without parameters, and of the same documents always the same. */
    String order(int field, Order order);

    /**
     * A part of a statement.
     *
     * @param values of its parameters
     */
    record Part(String sql, List<Object> values) {
        public Part {
            values = List.copyOf(values);
        }
    }
}
