// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.DeadLetterQueue.Filter;
import java.util.ArrayList;
import java.util.List;

/** A filter over the letters of one tenant, as a condition. */
record LetterFilter(String condition, List<Object> values) {

    static LetterFilter of(String tenant, Filter filter) {
        List<String> conditions = new ArrayList<>(List.of("tenant = ?"));
        List<Object> values = new ArrayList<>(List.of(tenant));
        filter.subscription().ifPresent(id -> {
            conditions.add("name = ? and version = ?");
            values.add(id.name());
            values.add(id.version());
        });
        filter.sequence().ifPresent(sequence -> {
            conditions.add("sequence = ?");
            values.add(sequence);
        });
        filter.position().ifPresent(position -> {
            conditions.add("position = ?");
            values.add(position);
        });
        if (filter.afterPosition() > 0) {
            conditions.add("position > ?");
            values.add(filter.afterPosition());
        }
        if (filter.open()) {
            conditions.add("state in ('FAILED', 'RETRYING')");
        }
        return new LetterFilter(String.join("\n   and ", conditions), values);
    }

    /** The values of the condition with another before or behind them. */
    Object[] values(List<?> before, List<?> behind) {
        List<Object> all = new ArrayList<>(before);
        all.addAll(values);
        all.addAll(behind);
        return all.toArray();
    }
}
