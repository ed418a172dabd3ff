package dev.eventsource.subscription;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.EventQuery.Alternative;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A query in words that are the same for the same query. */
final class QueryText {

    private QueryText() {}

    static String of(EventQuery query) {
        return query.alternatives().stream().map(QueryText::of).sorted().collect(Collectors.joining(" or "));
    }

    private static String of(Alternative wanted) {
        List<String> parts = new ArrayList<>();
        add(parts, "of type", wanted.types());
        add(parts, "in category", wanted.categories());
        add(parts, "in stream", wanted.streams());
        add(parts, "in tenant", wanted.tenants());
        add(parts, "tagged", wanted.tags());
        return parts.isEmpty() ? "all events" : String.join(" ", parts);
    }

    private static void add(List<String> parts, String what, Collection<?> names) {
        if (!names.isEmpty()) {
            parts.add(what + " "
                    + names.stream().map(name -> "'" + name + "'").sorted().collect(Collectors.joining(", ")));
        }
    }
}
