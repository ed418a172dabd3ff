// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.OperationDecision;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource operations complete}: it was done. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "complete",
        mixinStandardHelpOptions = true,
        description = "Say that operations are done: by hand, or by an attempt of which nobody knew.")
final class OperationsCompleteCommand implements Callable<Integer> {

    @ParentCommand
    private OperationsCommand parent;

    @Mixin
    private OperationDecisions decisions;

    @Override
    public Integer call() {
        return decisions.take(OperationDecision.COMPLETE, parent.console(), "is done");
    }
}
