// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.EventQuery.Alternative;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A query in words that are the same for the same query. */
final class QueryText {

    static final String ALL = "all events";
    static final String TYPE = "of type";
    static final String CATEGORY = "in category";
    static final String STREAM = "in stream";
    static final String TENANT = "in tenant";
    static final String TAG = "tagged";
    static final String OR = " or ";

    private QueryText() {}

    static String of(EventQuery query) {
        return query.alternatives().stream().map(QueryText::of).sorted().collect(Collectors.joining(OR));
    }

    private static String of(Alternative wanted) {
        List<String> parts = new ArrayList<>();
        add(parts, TYPE, wanted.types());
        add(parts, CATEGORY, wanted.categories());
        add(parts, STREAM, wanted.streams());
        add(parts, TENANT, wanted.tenants());
        add(parts, TAG, wanted.tags());
        return parts.isEmpty() ? ALL : String.join(" ", parts);
    }

    private static void add(List<String> parts, String what, Collection<?> names) {
        if (!names.isEmpty()) {
            parts.add(
                    what + " " + names.stream().map(QueryText::quoted).sorted().collect(Collectors.joining(", ")));
        }
    }

    private static String quoted(Object name) {
        return "'" + name.toString().replace("'", "''") + "'";
    }
}
