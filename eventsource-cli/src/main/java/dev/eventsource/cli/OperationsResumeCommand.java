// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.OperationDecision;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource operations resume}: goes on with what was held. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Have operations that are held tried again: another attempt does no harm.")
final class OperationsResumeCommand implements Callable<Integer> {

    @ParentCommand
    private OperationsCommand parent;

    @Mixin
    private OperationDecisions decisions;

    @Override
    public Integer call() {
        return decisions.take(OperationDecision.RESUME, parent.console(), "will be tried again");
    }
}
