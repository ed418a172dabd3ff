// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code eventsource dead-letters}: events that could not be handled, and what is to become of them. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Look at events that subscriptions could not handle, and decide what becomes of them.",
        footer = {
            "",
            "A dead letter holds up the later events of its sequence, usually its stream; all others go on. Retry lets the "
                    + "application that runs the subscription handle it once more, discard does without it."
        },
        subcommands = {
            DeadLettersListCommand.class,
            DeadLettersShowCommand.class,
            DeadLettersRetryCommand.class,
            DeadLettersDiscardCommand.class
        })
final class DeadLettersCommand implements Runnable {

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
            throw new ParameterException(spec.commandLine(), "list, show, retry or discard?");
        }
    }
}
