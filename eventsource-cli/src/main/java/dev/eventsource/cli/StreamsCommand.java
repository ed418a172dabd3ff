// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.inspect.LogPages;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code eventsource streams}: every stream, in the order in which they began. A stream begins with its version 1, so
 * one walk through the log finds them all, and nothing is kept in memory.
 */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "streams",
        mixinStandardHelpOptions = true,
        description = "List the streams in the order in which they began, with the number of their events.")
final class StreamsCommand implements Callable<Integer> {

    private static final String ROW = "%-40s  %8s  %-27s  %-27s  %s";

    @ParentCommand
    private EventSourceCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption store;

    @Option(names = "--category", paramLabel = "C", description = "Only streams of this category; may be repeated.")
    private List<String> categories = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many streams (default: all).")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    private long shown;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is 1 or more");
        }
        EventQuery query = Filter.query(categories, List.of(), spec);
        try (Storage storage = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            EventStore events = storage.events();
            if (!json) {
                out.line(ROW.formatted("STREAM", "EVENTS", "FIRST OCCURRED", "LAST OCCURRED", "LAST TYPE"));
            }
            LogPages.walk(
                    events,
                    query,
                    0,
                    events.head(),
                    event -> {
                        if (event.version() == 1) {
                            show(out, event, last(events, event));
                        }
                        return shown < limit;
                    },
                    position -> {});
        }
        return 0;
    }

    private static RecordedEvent last(EventStore events, RecordedEvent first) {
        List<RecordedEvent> newest = events.readBackwards(first.stream(), Long.MAX_VALUE, 1);
        return newest.isEmpty() ? first : newest.get(0);
    }

    private void show(LineOutput out, RecordedEvent first, RecordedEvent last) {
        shown++;
        if (json) {
            out.line(new JsonObject()
                    .put("stream", first.stream().toString())
                    .put("version", last.version())
                    .put("events", last.version())
                    .put("firstOccurredAt", first.event().occurredAt().toString())
                    .put("lastOccurredAt", last.event().occurredAt().toString())
                    .put("lastType", last.event().type())
                    .toString());
        } else {
            out.line(ROW.formatted(
                    first.stream(),
                    last.version(),
                    first.event().occurredAt(),
                    last.event().occurredAt(),
                    last.event().type()));
        }
    }
}
