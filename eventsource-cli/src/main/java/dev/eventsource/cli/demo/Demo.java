// SPDX-License-Identifier: Apache-2.0
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
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Health;
import dev.eventsource.subscription.OnFailure;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * The main job end to end: every activity of many loan applications is decided and appended by itself, in the order of
 * time, by several writers, while a projection keeps up. Interrupted anywhere and run again, it ends the same.
 */
public final class Demo {

    private static final String CATEGORY = "loan";
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    /** Runs it with the log in the file. */
    public DemoReport run(Path file) throws InterruptedException {
        return run(read(file));
    }

    /** Runs it with so many generated applications; the same number is always the very same log. */
    public DemoReport run(int applications) throws InterruptedException {
        return run(generated(applications));
    }

    private DemoReport run(LoanLog log) throws InterruptedException {
        ReadModel model = LoanOutcomes.MODEL.active(storage);
        check(model.id());
        long began = System.nanoTime();
        long added;
        Histogram micros;
        try (Running running = Running.on(storage, Running.Options.DEFAULT.withLease(LEASE));
                Latencies latencies = new Latencies()) {
            RunningSubscription projection = running.start(subscription(model, latencies));
            latencies.of(projection);
            added = write(log, new LoanDesk(events, latencies));
            await(projection, events.head());
            micros = latencies.micros();
        } catch (CompletionException e) {
            throw cause(e);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        LogStatistics statistics = LogStatistics.of(events, LoanOutcomes.LOANS, position -> {});
        LogVerifier verifier = new LogVerifier(events);
        try (Progress progress = Progress.ofEvents(console, "Verifying", verifier.work())) {
            return new DemoReport(
                    statistics.all().streams(),
                    statistics.all().events(),
                    LoanOutcomes.totals(model, storage),
                    added,
                    seconds,
                    micros,
                    verifier.run(progress::at));
        }
    }

    /** A poison event would be a bug of the demo: it stops instead of going on without the event. */
    private static Subscription subscription(ReadModel model, Latencies latencies) {
        Subscription subscription =
                LoanOutcomes.projection(model, latencies::handled).exactlyOnce();
        return subscription.with(subscription.options().withOnFailure(OnFailure.STOP));
    }

    /** A log that was rewound under the projection would be appended to in vain. */
    private void check(SubscriptionId projection) {
        Health.of(storage).subscriptions().stream()
                .filter(one -> one.id().equals(projection) && one.status() == Health.Status.DOWN)
                .findFirst()
                .ifPresent(one -> {
                    throw new Failure(projection + " " + one.reasons().get(0)
                            + "; 'eventsource subscriptions reset' sends it to another position");
                });
    }

    /** Waits for everything up to this position; after a demo that was killed, also for the rest of its lease. */
    private static void await(RunningSubscription projection, long position) throws InterruptedException {
        long reached = -1;
        long deadline = 0;
        while (!projection.await(position, LOOK)) {
            projection.reason().ifPresent(reason -> {
                throw new Failure("The projection " + projection.id() + " has stopped: " + reason);
            });
            if (projection.position() != reached) {
                reached = projection.position();
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new Failure("The projection " + projection.id() + " does not move on from position " + reached);
            }
        }
    }

    private LoanLog generated(int applications) {
        LoanLog log = new LoanLog();
        LoanGenerator.generate(applications, log::add);
        log.sort();
        console.note("Log: %s, %s"
                .formatted(Table.count(log.applications(), "generated application"), Table.count(log.size(), "event")));
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
        console.note("Log: %s, %s from %s"
                .formatted(Table.count(log.applications(), "application"), Table.count(log.size(), "event"), file));
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

    /** What has stopped a writer, as if it had happened here. */
    private static RuntimeException cause(CompletionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        if (e.getCause() instanceof RefusedException refused) {
            return new Failure(
                    refused.getMessage() + ". If that is not a loan of the demo's, give it a store of its own");
        }
        return e.getCause() instanceof RuntimeException cause ? cause : e;
    }
}
