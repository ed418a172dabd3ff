// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Progress;
import dev.eventsource.cli.console.Table;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.Projections;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import java.time.Duration;
import java.util.OptionalInt;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Builds a version of a projection beside the one that is read, in this process. */
@SuppressWarnings("NullAway.Init")
final class Rebuild {

    static final String DESCRIPTION = "Build a new version of a projection beside the one that readers use.";
    static final String FOOTER =
            "Without a version it is the next one, or a later one that is not active yet: a rebuild that was interrupted goes "
                    + "on. It runs in this process until the version has caught up; the one that readers use goes on "
                    + "meanwhile.";

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final long SAY_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int FLIPS = 20;

    @Parameters(
            paramLabel = "NAME[@VERSION]",
            converter = SubscriptionName.Converter.class,
            description = "The projection, and which version to build.")
    private SubscriptionName name;

    @Option(names = "--flip", description = "Let readers use it when it has caught up.")
    private boolean flip;

    int run(Console console, Storage storage, KnownProjections known) throws InterruptedException {
        KnownProjections.Known projection = known.named(name.name());
        OptionalInt active = Projections.activeVersion(storage, name.name());
        Projection version = projection.version(version(storage, active));
        SubscriptionId id = version.model().id();
        try (LineOutput out = new LineOutput(console.out());
                Running running = Running.on(storage, Running.Options.DEFAULT.withLease(LEASE))) {
            long began = System.nanoTime();
            RunningSubscription building = running.start(version.exactlyOnce());
            catchUp(building, storage, console);
            if (flip) {
                flip(version, building, storage, console);
            }
            out.line("%s is built up to position %s, in %.1f s%s"
                    .formatted(
                            id,
                            Table.number(building.position()),
                            (System.nanoTime() - began) / 1e9,
                            letters(storage, id)));
            out.line(next(id, active));
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        return 0;
    }

    private int version(Storage storage, OptionalInt active) {
        int newest = storage.checkpoints().all().stream()
                .map(state -> state.id())
                .filter(id -> id.name().equals(name.name()))
                .mapToInt(SubscriptionId::version)
                .max()
                .orElse(0);
        int wanted = name.version().orElse(active.isPresent() && active.getAsInt() == newest ? newest + 1 : newest);
        if (active.isPresent() && active.getAsInt() == wanted) {
            throw new Failure(name + " is what readers use; build another version, or reset it");
        }
        return Math.max(1, wanted);
    }

    private static void catchUp(RunningSubscription building, Storage storage, Console console)
            throws InterruptedException {
        long end = storage.events().head();
        long nextSaid = System.nanoTime() + SAY_NANOS;
        try (Progress progress = Progress.ofEvents(console, "Rebuilding", end)) {
            while (!building.await(end, LOOK)) {
                building.reason().ifPresent(reason -> {
                    throw new Failure(building.id() + " has stopped: " + reason);
                });
                progress.at(building.position());
                if (!console.terminal() && System.nanoTime() > nextSaid) {
                    nextSaid += SAY_NANOS;
                    say(building, console);
                }
            }
            progress.at(end);
        }
    }

    private static void say(RunningSubscription building, Console console) {
        dev.eventsource.subscription.Progress progress = building.progress();
        console.note("%s: %s positions/s, %s remain%s"
                .formatted(
                        building.id(),
                        Table.number(Math.round(progress.rate())),
                        Table.number(progress.remaining()),
                        progress.left()
                                .map(left -> ", " + left.toSeconds() + " s left")
                                .orElse("")));
    }

    /** While events come the other version may be a little ahead, and a checkpoint is stored a moment later. */
    private static void flip(Projection version, RunningSubscription building, Storage storage, Console console)
            throws InterruptedException {
        for (int attempt = 1; true; attempt++) {
            try {
                Projections.flip(storage, version.model());
                return;
            } catch (IllegalStateException e) {
                if (attempt == FLIPS || open(storage, version.model().id()) > 0) {
                    throw new Failure(String.valueOf(e.getMessage()), e);
                }
            }
            // A position that does not exist yet: this is a rest that ends early if somebody appends.
            building.await(storage.events().head() + 1, LOOK.dividedBy(2));
            catchUp(building, storage, console);
        }
    }

    private static long open(Storage storage, SubscriptionId id) {
        return storage.deadLetters()
                .count(dev.eventsource.store.DeadLetterQueue.Filter.OPEN.of(id))
                .letters();
    }

    private static String letters(Storage storage, SubscriptionId id) {
        long open = open(storage, id);
        return open == 0 ? "" : ", with " + Table.count(open, "open dead letter");
    }

    private String next(SubscriptionId id, OptionalInt active) {
        if (flip || active.isEmpty()) {
            return "Readers use " + id + " now; start the processes that keep it up to date";
        }
        return "Readers still use " + id.name() + "@" + active.getAsInt() + "; 'eventsource projection activate " + id
                + "' changes that";
    }
}
