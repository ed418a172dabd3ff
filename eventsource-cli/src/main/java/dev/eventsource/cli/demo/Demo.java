package dev.eventsource.cli.demo;

import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.Progress;
import dev.eventsource.cli.console.Table;
import dev.eventsource.cli.input.Limits;
import dev.eventsource.cli.input.SourceEvent;
import dev.eventsource.cli.input.SourceFile;
import dev.eventsource.cli.inspect.LogStatistics;
import dev.eventsource.cli.inspect.LogVerifier;
import dev.eventsource.cli.xes.XesReader;
import dev.eventsource.event.EventQuery;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The main job end to end: every activity of many loan applications is decided and appended by itself, in the order of
 * time, by several writers, while a projection keeps up. Interrupted anywhere and run again, it ends the same.
 */
public final class Demo {

    private static final int GENERATED = 2000;
    private static final String CATEGORY = "loan";

    private final Console console;
    private final Storage storage;
    private final EventStore events;
    private final int writers;

    public Demo(Console console, Storage storage, int writers) {
        this.console = console;
        this.storage = storage;
        this.events = storage.events();
        this.writers = writers;
    }

    /** Runs it with the log in the file, or with a generated one. */
    public DemoReport run(@Nullable Path file) throws InterruptedException {
        LoanLog log = file == null ? generated() : read(file);
        Latencies latencies = new Latencies();
        OutcomeTable table = storage instanceof JdbcStorage jdbc ? new JdbcOutcomes(jdbc) : new MemoryOutcomes();
        long began = System.nanoTime();
        long added;
        try (OutcomeProjection projection = new OutcomeProjection(events, table, latencies)) {
            added = write(log, new LoanDesk(events, latencies));
            projection.await(events.head());
        } catch (CompletionException e) {
            throw cause(e);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        LogStatistics statistics = LogStatistics.of(events, EventQuery.all().inCategory(CATEGORY), position -> {});
        LogVerifier verifier = new LogVerifier(events);
        try (Progress progress = Progress.ofEvents(console, "Verifying", verifier.work())) {
            return new DemoReport(
                    statistics.all().streams(),
                    statistics.all().events(),
                    table.totals(),
                    added,
                    seconds,
                    latencies.percentile(50),
                    latencies.percentile(99),
                    verifier.run(progress::at));
        }
    }

    private LoanLog generated() {
        LoanLog log = new LoanLog();
        LoanGenerator.generate(GENERATED, log::add);
        log.sort();
        console.note("Log: %s generated applications, %s events"
                .formatted(Table.number(log.applications()), Table.number(log.size())));
        return log;
    }

    private LoanLog read(Path file) {
        LoanLog log = new LoanLog();
        try (SourceFile source = SourceFile.open(file, Limits.DEFAULT);
                Progress progress = Progress.ofBytes(console, "Reading", source.size())) {
            if (source.format() != SourceFile.Format.XES) {
                throw new Failure(file + " is no XES log; 'eventsource import' knows other formats");
            }
            XesReader reader = new XesReader(source, "", CATEGORY);
            for (SourceEvent event = reader.next(); event != null; event = reader.next()) {
                log.add(event);
                progress.at(source.consumed());
            }
        }
        log.sort();
        console.note("Log: %s applications, %s events from %s"
                .formatted(Table.number(log.applications()), Table.number(log.size()), file));
        return log;
    }

    /** Feeds the lanes in the order of time; an application's events all go through the same lane. */
    private long write(LoanLog log, LoanDesk desk) throws InterruptedException {
        AtomicLong added = new AtomicLong();
        AtomicLong done = new AtomicLong();
        List<Lane> lanes = new ArrayList<>();
        try (Progress progress = Progress.ofEvents(console, "Appending", log.size())) {
            for (int i = 0; i < writers; i++) {
                lanes.add(new Lane(i + 1, n -> {
                    added.addAndGet(desk.execute(log.command(n)));
                    done.incrementAndGet();
                }));
            }
            for (int n = 0; n < log.size(); n++) {
                lanes.get(Math.floorMod(log.application(n).hashCode(), writers)).put(n);
                progress.at(done.get());
            }
            List<CompletableFuture<Void>> ends = new ArrayList<>();
            for (Lane lane : lanes) {
                ends.add(lane.end());
            }
            ends.forEach(CompletableFuture::join);
            progress.at(done.get());
            return added.get();
        } finally {
            lanes.forEach(Lane::close);
        }
    }

    /** What has stopped a writer or the projection, as if it had happened here. */
    private static RuntimeException cause(CompletionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException cause ? cause : e;
    }
}
