// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.KnownProjections.Known;
import dev.eventsource.cli.console.Console;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Storage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Building and replaying projections from the command line of your own application, which has the handlers:
 *
 * <pre>{@code
 * int code = new ProjectionCommands(storage)
 *         .with(OUTCOMES, Shop::projection)
 *         .run(args);   // rebuild outcomes --flip, replay outcomes --stream loan-173688, --help
 * }</pre>
 *
 * <p>A version is built exactly once, so what the handlers write must be in this storage. Results go to standard output, everything else to standard error. For one thread.
 */
@Command(
        name = "projection",
        mixinStandardHelpOptions = true,
        description = "Build projections anew, or run events through them by hand.")
public final class ProjectionCommands implements Runnable {

    private final Storage storage;
    private final Console console;
    private final Map<String, Known> known = new HashMap<>();

    @Spec
    private @Nullable CommandSpec spec;

    /** None yet. The storage stays its owner's to close. */
    public ProjectionCommands(Storage storage) {
        this(storage, Console.ofProcess());
    }

    /** None yet, on another console. */
    public ProjectionCommands(Storage storage, Console console) {
        this.storage = storage;
        this.console = console;
    }

    /**
     * Adds a projection.
     *
     * @param model in any version
     * @param handlers makes the projection of the version that is built or replayed
     * @return this
     */
    public ProjectionCommands with(ReadModel model, Function<ReadModel, Projection> handlers) {
        known.put(model.id().name(), new Known(model, handlers));
        return this;
    }

    /** Runs one command and returns its exit code: 0 done, 1 failed, 2 wrong usage. */
    public int run(String... args) {
        return EventSourceCommand.run(new CommandLine(this), console, args);
    }

    @Command(
            name = "rebuild",
            mixinStandardHelpOptions = true,
            description = Rebuild.DESCRIPTION,
            footer = {"", Rebuild.FOOTER})
    int rebuild(@Mixin Rebuild rebuild) throws InterruptedException {
        return rebuild.run(console, storage, known());
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = ReplaySome.DESCRIPTION,
            footer = {"", ReplaySome.FOOTER})
    int replay(@Mixin ReplaySome replay) throws InterruptedException {
        return replay.run(console, storage, known());
    }

    /** Without a subcommand. */
    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "rebuild or replay?");
        }
    }

    private KnownProjections known() {
        return new KnownProjections(known, "");
    }
}
