package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
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
                    + "'eventsource subscriptions' lists them. Building a version, or replaying it, takes the handlers: "
                    + "that is done by the application, which starts the new version beside the old one."
        },
        subcommands = {ProjectionActivateCommand.class, ProjectionResetCommand.class, ProjectionDropCommand.class})
final class ProjectionCommand implements Runnable {

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
            throw new ParameterException(spec.commandLine(), "activate, reset or drop?");
        }
    }
}
