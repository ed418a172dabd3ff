// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Secrets;
import dev.eventsource.cli.demo.Demo;
import dev.eventsource.cli.demo.DemoReport;
import dev.eventsource.store.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code eventsource demo}: the main job, end to end. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Decide, append and project a bank's loan applications, then verify the log.",
        footer = {
            "",
            "Every activity is decided and appended by itself, in the order of time, by several writers, while the "
                    + "projection 'loan outcomes' is built. Without --store it uses a new SQLite file in the temporary "
                    + "folder; a store that you name should be empty, or a demo's. Interrupted anywhere and run again on the same store, it ends with the same figures."
        })
final class DemoCommand implements Callable<Integer> {

    private static final int MOST_WRITERS = 256;
    private static final int LOANS = 2_000;
    private static final int MOST_LOANS = 100_000;

    @ParentCommand
    private EventSourceCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption store;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "An XES log of loan applications, plain or gzipped (default: generated applications).")
    private @Nullable Path log;

    @Option(
            names = "--loans",
            paramLabel = "N",
            description = "How many applications to generate, 1 to 100000 (default: 2000).")
    private @Nullable Integer loans;

    @Option(
            names = "--writers",
            paramLabel = "N",
            defaultValue = "8",
            description = "1 to 256 (default: ${DEFAULT-VALUE}).")
    private int writers;

    @Option(names = "--json", description = "Print the result as a JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (writers < 1 || writers > MOST_WRITERS) {
            throw new ParameterException(spec.commandLine(), "--writers is 1 to " + MOST_WRITERS);
        }
        if (loans != null && (loans < 1 || loans > MOST_LOANS)) {
            throw new ParameterException(spec.commandLine(), "--loans is 1 to " + MOST_LOANS);
        }
        if (loans != null && log != null) {
            throw new ParameterException(spec.commandLine(), "--loans is for generated applications, without --log");
        }
        DemoReport report;
        String url = url();
        parent.console().note("Store: " + Secrets.inUrl(url));
        try (Storage storage = store.open(url)) {
            Demo demo = new Demo(parent.console(), storage, writers);
            report = log == null ? demo.run(loans == null ? LOANS : loans) : demo.run(log);
        }
        try (LineOutput out = new LineOutput(parent.console().out())) {
            if (json) {
                out.line(report.json());
            } else {
                report.print(out);
            }
        }
        if (store.url().isEmpty()) {
            parent.console().note("Look at them: eventsource streams --store " + url);
        }
        return report.verified() ? 0 : 1;
    }

    private String url() throws IOException {
        return store.url().isEmpty()
                ? "jdbc:sqlite:"
                        + Files.createTempDirectory("eventsource-demo-").resolve("demo.db")
                : store.url();
    }
}
