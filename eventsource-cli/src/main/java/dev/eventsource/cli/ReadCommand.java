// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code eventsource read}: the events of one stream. */
@SuppressWarnings("NullAway.Init")
@Command(name = "read", mixinStandardHelpOptions = true, description = "Show the events of a stream.")
final class ReadCommand implements Callable<Integer> {

    private static final int PAGE = 500;

    @ParentCommand
    private EventSourceCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption store;

    @Parameters(
            paramLabel = "STREAM",
            converter = StreamConverter.class,
            description = "Like loan-173688, or acme:loan-173688 of the tenant acme.")
    private StreamId stream;

    @Option(
            names = "--from",
            paramLabel = "V",
            description = "Begin with this version (default: the first; with --backwards the last).")
    private @Nullable Long from;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many events (default: all).")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--backwards", description = "Newest first.")
    private boolean backwards;

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        if ((from != null && from < 1) || limit < 1) {
            throw new ParameterException(spec.commandLine(), "--from and --limit are 1 or more");
        }
        try (Storage storage = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            show(storage.events(), out);
        }
        return 0;
    }

    private void show(EventStore events, LineOutput out) {
        long beyond = backwards
                ? (from == null || from == Long.MAX_VALUE ? Long.MAX_VALUE : from + 1)
                : (from == null ? 0 : from - 1);
        long left = limit;
        List<RecordedEvent> page = page(events, beyond, left);
        if (page.isEmpty() && from == null) {
            throw new Failure("There is no stream " + stream);
        }
        if (!json) {
            out.line(EventLine.header());
        }
        while (!page.isEmpty()) {
            page.forEach(event -> out.line(json ? EventLine.json(event) : EventLine.text(event)));
            left -= page.size();
            beyond = page.get(page.size() - 1).version();
            page = left > 0 ? page(events, beyond, left) : List.of();
        }
    }

    private List<RecordedEvent> page(EventStore events, long beyond, long left) {
        int size = (int) Math.min(PAGE, left);
        return backwards ? events.readBackwards(stream, beyond, size) : events.read(stream, beyond, size);
    }
}
