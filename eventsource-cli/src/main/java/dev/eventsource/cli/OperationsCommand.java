// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code eventsource operations}: what is to be done outside of the database, and what is to become of it. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "operations",
        mixinStandardHelpOptions = true,
        description = "Look at operations and their attempts, and decide what becomes of them.",
        footer = {
            "",
            "What is held waits for a person: resume it if another attempt does no harm, complete it if it was done, cancel it "
                    + "to do without. What has failed can be retried."
        },
        subcommands = {
            OperationsCountCommand.class,
            OperationsListCommand.class,
            OperationsShowCommand.class,
            OperationsRetryCommand.class,
            OperationsResumeCommand.class,
            OperationsCancelCommand.class,
            OperationsCompleteCommand.class,
            OperationsPurgeCommand.class
        })
final class OperationsCommand implements Runnable {

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
            throw new ParameterException(
                    spec.commandLine(), "count, list, show, retry, resume, cancel, complete or purge?");
        }
    }
}
