// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.DeadLetter.State;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource dead-letters discard}: does without them. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        description = "Do without the events of dead letters: they are never handled by their subscriptions.",
        footer = {
            "",
            "The events themselves stay in the log. Those that wait behind a discarded one are handled once nothing is before them."
        })
final class DeadLettersDiscardCommand implements Callable<Integer> {

    @ParentCommand
    private DeadLettersCommand parent;

    @Mixin
    private LetterDecision decision;

    @Override
    public Integer call() {
        return decision.take(
                State.DISCARDED,
                parent.console(),
                letters -> LetterDecision.count(letters) + (letters == 1 ? " was discarded" : " were discarded"));
    }
}
