// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.cloudevents.CloudEventWriter;
import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Progress;
import dev.eventsource.cli.console.Table;
import dev.eventsource.cli.inspect.LogPages;
import dev.eventsource.store.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource export}: the log as CloudEvents, so that {@code import} builds the same log elsewhere. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Write the log as CloudEvents 1.0, one JSON object a line, in the order of the log.",
        footer = {
            "",
            "Positions and times of recording stay behind: the same events give the same bytes from every store. A payload "
                    + "with line breaks between its tokens, or with space around it, stands in data_base64."
        })
final class ExportCommand implements Callable<Integer> {

    @ParentCommand
    private EventSourceCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private Filter filter;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write to this file, which appears when it is whole.")
    private @Nullable Path output;

    @Option(names = "--json", description = "With --output: print the result as a JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        try (Storage storage = store.openExisting()) {
            if (output == null) {
                try (LineOutput out = new LineOutput(parent.console().out())) {
                    write(storage, out);
                }
            } else {
                toFile(storage, output);
            }
        }
        return 0;
    }

    private void toFile(Storage storage, Path file) throws IOException {
        boolean special = Files.exists(file) && !Files.isRegularFile(file);
        Path part = special ? file : file.resolveSibling(file.getFileName() + ".part");
        long count;
        try (LineOutput out = new LineOutput(opened(part))) {
            count = write(storage, out);
        }
        if (!special) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
        try (LineOutput out = new LineOutput(parent.console().out())) {
            out.line(
                    json
                            ? new JsonObject()
                                    .put("file", file.toString())
                                    .put("events", count)
                                    .toString()
                            : file + ": " + Table.count(count, "event"));
        }
    }

    private static OutputStream opened(Path file) {
        try {
            return Files.newOutputStream(file);
        } catch (IOException e) {
            throw new Failure(file + " cannot be written: " + reason(file, e), e);
        }
    }

    private static String reason(Path file, IOException e) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            return "there is no folder " + folder;
        }
        return e instanceof AccessDeniedException ? "this user may not" : String.valueOf(e.getMessage());
    }

    private long write(Storage storage, LineOutput out) {
        Console console = parent.console();
        long head = storage.events().head();
        AtomicLong count = new AtomicLong();
        try (Progress progress = Progress.ofEvents(console, "Exporting", head)) {
            LogPages.walk(
                    storage.events(),
                    filter.query(),
                    0,
                    head,
                    event -> {
                        out.line(CloudEventWriter.line(event));
                        count.incrementAndGet();
                        return true;
                    },
                    progress::at);
        }
        return count.get();
    }
}
