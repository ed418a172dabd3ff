// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Progress;
import dev.eventsource.cli.console.Table;
import dev.eventsource.cli.inspect.LogStatistics;
import dev.eventsource.cli.inspect.LogStatistics.Count;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource stats}: what a log is made of. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Count events, streams, categories and types, and say which time they span.")
final class StatsCommand implements Callable<Integer> {

    @ParentCommand
    private EventSourceCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private Filter filter;

    @picocli.CommandLine.Option(names = "--json", description = "Print the result as a JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (Storage storage = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            EventStore events = storage.events();
            LogStatistics statistics;
            try (Progress progress = Progress.ofEvents(parent.console(), "Counting", events.head())) {
                statistics = LogStatistics.of(events, filter.query(), progress::at);
            }
            if (json) {
                out.line(json(statistics));
            } else {
                print(statistics, out);
            }
        }
        return 0;
    }

    private static String json(LogStatistics statistics) {
        return new JsonObject()
                .put("events", statistics.all().events())
                .put("streams", statistics.all().streams())
                .put("payloadBytes", statistics.all().bytes())
                .putJson("firstOccurredAt", quoted(statistics.firstOccurred()))
                .putJson("lastOccurredAt", quoted(statistics.lastOccurred()))
                .putJson("firstRecordedAt", quoted(statistics.firstRecorded()))
                .putJson("lastRecordedAt", quoted(statistics.lastRecorded()))
                .putJson("categories", json(statistics.categories(), true))
                .putJson("types", json(statistics.types(), false))
                .toString();
    }

    private static String json(Map<String, Count> counts, boolean withStreams) {
        JsonObject object = new JsonObject();
        counts.forEach((name, count) -> {
            JsonObject one = new JsonObject().put("events", count.events()).put("payloadBytes", count.bytes());
            object.putJson(name, (withStreams ? one.put("streams", count.streams()) : one).toString());
        });
        return object.toString();
    }

    private static String quoted(@Nullable Instant at) {
        return at == null ? "null" : JsonObject.quote(at.toString());
    }

    private static void print(LogStatistics statistics, LineOutput out) {
        Count all = statistics.all();
        out.line("%s in %s, %s of payload"
                .formatted(
                        Table.count(all.events(), "event"),
                        Table.count(all.streams(), "stream"),
                        Table.count(all.bytes(), "byte")));
        if (all.events() == 0) {
            return;
        }
        out.line("occurred " + statistics.firstOccurred() + " to " + statistics.lastOccurred());
        out.line("recorded " + statistics.firstRecorded() + " to " + statistics.lastRecorded());
        out.line("");
        Table categories = new Table("CATEGORY", "STREAMS", "EVENTS", "BYTES");
        statistics.categories().forEach((name, c) -> categories.row(name, c.streams(), c.events(), c.bytes()));
        categories.to(out);
        out.line("");
        Table types = new Table("TYPE", "EVENTS", "BYTES");
        statistics.types().forEach((name, c) -> types.row(name, c.events(), c.bytes()));
        types.to(out);
    }
}
