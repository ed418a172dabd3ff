// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code eventsource tail}: the end of the log, and with {@code --follow} what is appended to it, by whatever process.
 * It sleeps until the store wakes it; a heartbeat of ten seconds is the safety net.
 */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Show the last events of the log, or those from a position on.")
final class TailCommand implements Callable<Integer> {

    private static final int PAGE = 500;
    private static final long HEARTBEAT_SECONDS = 10;

    @ParentCommand
    private EventSourceCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption store;

    @Mixin
    private Filter filter;

    @Option(
            names = "--from",
            paramLabel = "P",
            description = "Begin with this position instead of the last events; or beginning, or end, which shows only "
                    + "what is still to come.")
    private @Nullable String from;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "So many of the last events, or with --from at most so many (default: 10, with --from all).")
    private @Nullable Integer limit;

    @Option(names = "--follow", description = "Go on with what is appended, until interrupted.")
    private boolean follow;

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    private long left = Long.MAX_VALUE;

    @Override
    public Integer call() throws InterruptedException {
        if (limit != null && (limit < 0 || limit > 1_000_000)) {
            throw new ParameterException(spec.commandLine(), "--limit is 0 to 1000000");
        }
        long first = first();
        Semaphore news = new Semaphore(0);
        try (EndOfFollowing end = follow ? EndOfFollowing.onSignal(news) : EndOfFollowing.never();
                Storage storage = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            Registration registration = storage.events().onAppend(news::release);
            try {
                show(storage.events(), start(storage.events(), first), out, news, end);
            } finally {
                registration.close();
            }
        }
        return 0;
    }

    /** Which position to begin with; 0 is the end. */
    private long first() {
        if (from == null || from.equals("end")) {
            return 0;
        }
        try {
            long first = from.equals("beginning") ? 1 : Long.parseLong(from);
            if (first >= 1) {
                return first;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new ParameterException(
                spec.commandLine(), "--from is beginning, end or a position from 1, not '" + from + "'");
    }

    private long start(EventStore events, long first) {
        if (from != null) {
            left = limit == null ? Long.MAX_VALUE : limit;
            return first == 0 ? events.head() : first - 1;
        }
        return LastEvents.positionBefore(events, filter.query(), limit == null ? 10 : limit);
    }

    private void show(EventStore events, long start, LineOutput out, Semaphore news, EndOfFollowing end)
            throws InterruptedException {
        long position = start;
        if (!json) {
            out.line(EventLine.header());
        }
        position = page(events, position, out, end);
        while (follow && !end.hasCome() && left > 0) {
            news.tryAcquire(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            news.drainPermits();
            position = page(events, position, out, end);
        }
    }

    /** Shows what has come after this position and returns up to where. */
    private long page(EventStore events, long after, LineOutput out, EndOfFollowing end) {
        EventQuery query = filter.query();
        long position = after;
        boolean more = left > 0;
        while (more && !end.hasCome()) {
            EventPage page = events.readAll(query, position, (int) Math.min(PAGE, left));
            for (RecordedEvent event : page.events()) {
                out.line(json ? EventLine.json(event) : EventLine.text(event));
            }
            left -= page.events().size();
            position = page.through();
            more = !page.end() && left > 0;
        }
        out.flush();
        return position;
    }
}
