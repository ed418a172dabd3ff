// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.Projections;
import dev.eventsource.projection.Replay;
import dev.eventsource.store.Storage;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs some events through a projection by hand. */
@SuppressWarnings("NullAway.Init")
final class ReplaySome {

    static final String DESCRIPTION = "Run some events through a projection by hand, and report what came of it.";
    static final String FOOTER =
            "Each event is a transaction of its own, and is applied once however often it is replayed, until the next reset; "
                    + "but what the subscription of the projection has applied already is applied again. Exit code 1 if an "
                    + "event could not be handled.";

    @Parameters(
            paramLabel = "NAME[@VERSION]",
            converter = SubscriptionName.Converter.class,
            description = "The projection; without a version its active one.")
    private SubscriptionName name;

    @Option(names = "--tenant", paramLabel = "T", description = "Only streams of this tenant; may be repeated.")
    private List<String> tenants = List.of();

    @Option(names = "--category", paramLabel = "C", description = "Only streams of this category; may be repeated.")
    private List<String> categories = List.of();

    @Option(
            names = "--stream",
            paramLabel = "S",
            converter = StreamConverter.class,
            description = "Only this stream; may be repeated.")
    private List<StreamId> streams = List.of();

    @Option(names = "--event", paramLabel = "ID", description = "Only this event.")
    private @Nullable UUID event;

    @Option(names = "--from", paramLabel = "P", defaultValue = "1", description = "The first position.")
    private long from;

    @Option(names = "--to", paramLabel = "P", description = "The last position (default: the end of the log).")
    private @Nullable Long to;

    @Option(names = "--strict", description = "Stop at the first failure.")
    private boolean strict;

    @Option(names = "--dry-run", description = "Only try: roll every event back.")
    private boolean dry;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    int run(Console console, Storage storage, KnownProjections known) throws InterruptedException {
        KnownProjections.Known named = known.named(name.name());
        Projection projection = named.version(
                name.version().orElse(named.model().active(storage).id().version()));
        Replay.Report report = Projections.replay(storage, projection, which(storage));
        try (LineOutput out = new LineOutput(console.out())) {
            print(report, out);
        }
        return report.failed() == 0 ? 0 : 1;
    }

    private Replay which(Storage storage) {
        Replay replay = event == null ? range() : one(storage, event);
        replay = strict ? replay.strictly() : replay;
        return dry ? replay.dryRun() : replay;
    }

    private Replay range() {
        try {
            EventQuery query = EventQuery.all();
            query = tenants.isEmpty() ? query : query.inTenant(distinct(tenants));
            query = categories.isEmpty() ? query : query.inCategory(distinct(categories));
            query = streams.isEmpty()
                    ? query
                    : query.inStream(streams.stream().distinct().toArray(StreamId[]::new));
            return Replay.of(query).between(from - 1, to == null ? Long.MAX_VALUE : to);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private Replay one(Storage storage, UUID id) {
        if (!tenants.isEmpty() || !categories.isEmpty() || !streams.isEmpty() || from != 1 || to != null) {
            throw usage("--event is one event; it goes with --strict and --dry-run only");
        }
        try {
            return Replay.event(storage.events(), id);
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private void print(Replay.Report report, LineOutput out) {
        out.line("%s%s applied, %s repeated, %s failed, up to position %s"
                .formatted(
                        dry ? "Would be: " : "",
                        Table.number(report.applied()),
                        Table.number(report.repeated()),
                        Table.number(report.failed()),
                        Table.number(report.lastPosition())));
        if (report.failures().isEmpty()) {
            return;
        }
        Table table = new Table("POSITION", "EVENT", "REASON");
        report.failures()
                .forEach(failure -> table.row(
                        failure.position(),
                        failure.eventId(),
                        failure.reason().lines().findFirst().orElse("")));
        table.to(out);
        if (report.failed() > report.failures().size()) {
            out.line("… and " + Table.number(report.failed() - report.failures().size()) + " more");
        }
    }

    private static String[] distinct(List<String> names) {
        return names.stream().distinct().toArray(String[]::new);
    }

    private ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before a command runs");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
