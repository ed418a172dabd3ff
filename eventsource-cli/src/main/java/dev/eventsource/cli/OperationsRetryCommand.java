// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.OperationDecision;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource operations retry}: once more. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = "Have operations that have failed, or wait for their next attempt, tried again now.")
final class OperationsRetryCommand implements Callable<Integer> {

    @ParentCommand
    private OperationsCommand parent;

    @Mixin
    private OperationDecisions decisions;

    @Override
    public Integer call() {
        return decisions.take(OperationDecision.RETRY, parent.console(), "will be tried again");
    }
}
