// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.OperationStore.Filter;
import java.util.ArrayList;
import java.util.List;

/** A filter over operations, as conditions that follow another one. */
record OperationFilter(String conditions, List<Object> values) {

    static OperationFilter of(Filter filter) {
        StringBuilder conditions = new StringBuilder();
        List<Object> values = new ArrayList<>();
        filter.state().ifPresent(state -> {
            conditions.append("\n   and state = ?");
            values.add(state.name());
        });
        filter.channel().ifPresent(channel -> {
            conditions.append("\n   and channel = ?");
            values.add(channel);
        });
        filter.type().ifPresent(type -> {
            conditions.append("\n   and type = ?");
            values.add(type);
        });
        filter.key().ifPresent(key -> {
            conditions.append("\n   and key = ?");
            values.add(key);
        });
        if (filter.unroutable()) {
            conditions.append("\n   and unroutable");
        }
        return new OperationFilter(conditions.toString(), values);
    }

    /** The values of the conditions with others before and behind them. */
    Object[] values(List<?> before, List<?> behind) {
        List<Object> all = new ArrayList<>(before);
        all.addAll(values);
        all.addAll(behind);
        return all.toArray();
    }
}
