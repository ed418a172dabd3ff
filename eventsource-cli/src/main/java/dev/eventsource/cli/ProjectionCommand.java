// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.demo.LoanOutcomes;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code eventsource projection}: which version of a read model is used. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "projection",
        mixinStandardHelpOptions = true,
        description = "Decide which version of a projection is used, and which is forgotten.",
        footer = {
            "",
            "These commands move what is stored about projections, which are subscriptions with versions; "
                    + "'eventsource subscriptions' lists them.",
            "",
            ProjectionCommand.HANDLERS
        },
        subcommands = {
            ProjectionRebuildCommand.class,
            ProjectionActivateCommand.class,
            ProjectionReplayCommand.class,
            ProjectionResetCommand.class,
            ProjectionDropCommand.class
        })
final class ProjectionCommand implements Runnable {

    static final String HANDLERS =
            "To rebuild and to replay takes the handlers. This command has those of the demo's projection, loan-outcomes; "
                    + "your application has its own, and gets these commands by dev.eventsource.cli.ProjectionCommands in its "
                    + "main.";

    static final KnownProjections BUILT_IN = new KnownProjections(
            Map.of(
                    LoanOutcomes.MODEL.id().name(),
                    new KnownProjections.Known(LoanOutcomes.MODEL, LoanOutcomes::projection)),
            "; yours are in your application: let its main run dev.eventsource.cli.ProjectionCommands");

    @ParentCommand
    private EventSourceCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    Console console() {
        return parent.console();
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "rebuild, activate, replay, reset or drop?");
        }
    }
}
