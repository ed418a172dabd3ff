// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.cloudevents.CloudEventReader;
import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Progress;
import dev.eventsource.cli.console.Table;
import dev.eventsource.cli.importing.Importer;
import dev.eventsource.cli.input.Limits;
import dev.eventsource.cli.input.SourceFile;
import dev.eventsource.cli.input.SourceReader;
import dev.eventsource.cli.xes.XesReader;
import dev.eventsource.event.Append;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.Storage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
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

/** {@code eventsource import}: appends a file of events, in its order; again adds only what is new. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Append the events of an XES log (IEEE 1849) or of CloudEvents as JSON lines, plain or gzipped.",
        footer = {
            "",
            "Running it again adds only what is absent: after an interruption, or when the file has grown.",
            "",
            "XES: the stream is CATEGORY-NAME by the concept:name of the trace; the type of an event is its concept:name, "
                    + "with +TRANSITION unless complete. The payload has the attributes of the event, that of a first "
                    + "event also those of the trace.",
            "",
            "CloudEvents: the stream is the extension 'stream', else CATEGORY-subject, else CATEGORY-source. An id that "
                    + "is no UUID becomes one, by stream, source and id."
        })
final class ImportCommand implements Callable<Integer> {

    private static final long BATCH_BYTES = 4L << 20;

    @ParentCommand
    private EventSourceCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption store;

    @Parameters(paramLabel = "FILE", description = "The file; - is standard input.")
    private Path path;

    @Option(
            names = "--category",
            paramLabel = "C",
            defaultValue = "loan",
            description = "Of the streams (default: ${DEFAULT-VALUE}).")
    private String category;

    @Option(names = "--tenant", paramLabel = "T", defaultValue = "", description = "Of the streams (default: none).")
    private String tenant;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Events that are stored together, 1 to 10000 (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--max-size",
            paramLabel = "BYTES",
            description = "The most that the file may have when decompressed, like 500M or 20G (default: 16G).")
    private @Nullable String maxSize;

    @Option(
            names = "--max-line",
            paramLabel = "BYTES",
            description = "The most that one line or XML tag may have (default: 16M).")
    private @Nullable String maxLine;

    @Option(names = "--json", description = "Print the result as a JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        checkOptions();
        Limits limits = limits();
        long began = System.nanoTime();
        try (SourceFile file = open(limits);
                Storage storage = store.open()) {
            Importer importer = new Importer(storage, batch, BATCH_BYTES);
            run(importer, reader(file, limits), file);
            report(file.name(), importer, (System.nanoTime() - began) / 1e9);
        }
        return 0;
    }

    private void checkOptions() {
        try {
            new StreamId(tenant, category, "any");
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        if (batch < 1 || batch > Append.MAX_EVENTS) {
            throw new ParameterException(spec.commandLine(), "--batch is 1 to " + Append.MAX_EVENTS + ", not " + batch);
        }
    }

    private Limits limits() {
        return new Limits(
                maxSize == null ? Limits.DEFAULT.maxBytes() : bytes("--max-size", maxSize, Long.MAX_VALUE),
                maxLine == null
                        ? Limits.DEFAULT.maxItemBytes()
                        : (int) bytes("--max-line", maxLine, Integer.MAX_VALUE - (1 << 20)),
                maxSize != null);
    }

    private long bytes(String option, String text, long max) {
        String upper = text.toUpperCase(Locale.ROOT);
        int shift = Math.max(0, "_KMG".indexOf(upper.charAt(Math.max(0, upper.length() - 1)))) * 10;
        try {
            long number = Long.parseLong(shift > 0 ? upper.substring(0, upper.length() - 1) : upper);
            if (number > 0 && number <= max >> shift) {
                return number << shift;
            }
        } catch (NumberFormatException e) {
            // Said below, with what would be right.
        }
        throw new ParameterException(
                spec.commandLine(), option + " is a number of bytes like 4096, 64M or 20G, not '" + text + "'");
    }

    private SourceFile open(Limits limits) {
        return path.toString().equals("-")
                ? SourceFile.ofStandardInput(parent.console().in(), limits)
                : SourceFile.open(path, limits);
    }

    private SourceReader reader(SourceFile file, Limits limits) {
        return switch (file.format()) {
            case XES -> new XesReader(file, tenant, category);
            case CLOUD_EVENTS -> new CloudEventReader(file, limits, tenant, category, Clock.systemUTC());
            case NOTHING -> {
                if (file.name().contains(".xes")) {
                    throw file.malformed(1, "the file is empty");
                }
                yield () -> null;
            }
        };
    }

    private void run(Importer importer, SourceReader reader, SourceFile file) {
        Console console = parent.console();
        try (Progress progress = Progress.ofBytes(console, "Importing", file.size())) {
            importer.run(reader, now -> {
                progress.at(file.consumed());
                progress.say(Table.count(now.read(), "event"));
            });
        } catch (Failure e) {
            throw new Failure(
                    e.getMessage() + " (new events stored before it: " + importer.added()
                            + "; correct it and run again)",
                    e);
        }
    }

    private void report(String name, Importer importer, double seconds) {
        long known = importer.read() - importer.added();
        try (LineOutput out = new LineOutput(parent.console().out())) {
            if (json) {
                out.line(new JsonObject()
                        .put("file", name)
                        .put("events", importer.read())
                        .put("added", importer.added())
                        .put("known", known)
                        .put("seconds", seconds)
                        .toString());
            } else {
                out.line("%s: %s read, %s added, %s were there already, in %.1f s"
                        .formatted(
                                name,
                                Table.count(importer.read(), "event"),
                                Table.number(importer.added()),
                                Table.number(known),
                                seconds));
            }
        }
    }
}
