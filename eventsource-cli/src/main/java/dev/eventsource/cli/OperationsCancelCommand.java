// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.OperationDecision;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource operations cancel}: does without. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Do without operations; what their steps have done is compensated.")
final class OperationsCancelCommand implements Callable<Integer> {

    @ParentCommand
    private OperationsCommand parent;

    @Mixin
    private OperationDecisions decisions;

    @Override
    public Integer call() {
        return decisions.take(OperationDecision.CANCEL, parent.console(), "is cancelled");
    }
}
