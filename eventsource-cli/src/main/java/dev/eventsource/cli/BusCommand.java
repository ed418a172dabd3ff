// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code eventsource bus}: what goes on on a bus. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "bus",
        mixinStandardHelpOptions = true,
        description = "Look at a bus: its messages, its groups, what they could not handle.",
        subcommands = {BusTailCommand.class, BusGroupsCommand.class, BusDeadLettersCommand.class})
final class BusCommand implements Runnable {

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
            throw new ParameterException(spec.commandLine(), "tail, groups or dead-letters?");
        }
    }
}
