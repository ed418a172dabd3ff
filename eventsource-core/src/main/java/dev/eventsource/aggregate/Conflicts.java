// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.handling.Pause;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.ConflictException;
import dev.eventsource.store.DuplicateEventException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Does something again when others were faster. */
record Conflicts(RetryPolicy policy, Pause pause) {

    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();
    private static final int ATTEMPTS_TO_FIND_OUT = 3;

    /**
     * The last attempt's exception passes through.
     *
     * @param context of the command: if it has an id, events stored already are those of the same command
     */
    <R> R retrying(CommandContext context, Supplier<R> attempt) {
        for (int number = 1; ; number++) {
            try {
                return attempt.get();
            } catch (ConflictException | DuplicateEventException e) {
                boolean hopeless =
                        e instanceof DuplicateEventException && context.id().isEmpty();
                if (hopeless || number >= policy.maxAttempts()) {
                    throw e;
                }
                waitAfter(number, e);
            }
        }
    }

    /**
     * Appends, and if the answer was lost appends the very same again: what is stored is the answer then, what is not
     * is stored, and a conflict proves that it never was.
     */
    static <R> R findingOut(Supplier<R> append) {
        for (int attempt = 1; ; attempt++) {
            try {
                return append.get();
            } catch (AppendOutcomeUnknownException e) {
                if (attempt == ATTEMPTS_TO_FIND_OUT || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private void waitAfter(int attempt, RuntimeException conflict) {
        try {
            pause.take(policy.delayAfter(attempt, RANDOM));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            conflict.addSuppressed(e);
            throw conflict;
        }
    }
}
