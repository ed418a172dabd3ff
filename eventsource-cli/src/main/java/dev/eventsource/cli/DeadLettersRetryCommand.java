// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.DeadLetter.State;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource dead-letters retry}: lets the application try again. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = "Have dead letters tried again by the processes that run their subscriptions.",
        footer = {"", "Those that wait behind a dead letter follow by themselves once it was handled."})
final class DeadLettersRetryCommand implements Callable<Integer> {

    @ParentCommand
    private DeadLettersCommand parent;

    @Mixin
    private LetterDecision decision;

    @Override
    public Integer call() {
        return decision.take(
                State.RETRYING,
                parent.console(),
                letters -> LetterDecision.count(letters)
                        + (letters == 1
                                ? " will be tried again by the process that owns its partition"
                                : " will be tried again by the processes that own their partitions"));
    }
}
