package dev.eventsource.cli;

import dev.eventsource.event.EventQuery;
import java.util.List;
import picocli.CommandLine.Option;

/** Which events a command is about. */
final class Filter {

    @Option(names = "--category", paramLabel = "C", description = "Only streams of this category; may be repeated.")
    private List<String> categories = List.of();

    @Option(names = "--type", paramLabel = "T", description = "Only events of this type; may be repeated.")
    private List<String> types = List.of();

    EventQuery query() {
        EventQuery query = EventQuery.all();
        if (!categories.isEmpty()) {
            query = query.inCategory(categories.stream().distinct().toArray(String[]::new));
        }
        if (!types.isEmpty()) {
            query = query.ofType(types.stream().distinct().toArray(String[]::new));
        }
        return query;
    }
}
