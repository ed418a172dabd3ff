// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import dev.eventsource.event.EventData;
import dev.eventsource.event.RecordedEvent;
import java.time.Instant;
import java.util.List;

/**
 * The state of a loan application, as far as decisions depend on it.
 *
 * @param activities how many are recorded, which is the version of the stream
 * @param lastAt when the last of them happened
 */
record LoanApplication(long activities, Instant lastAt) {

    private static final String SUBMITTED = "A_SUBMITTED";

    /** Nothing has happened. */
    static final LoanApplication NEW = new LoanApplication(0, Instant.MIN);

    LoanApplication evolve(RecordedEvent event) {
        return new LoanApplication(event.version(), event.event().occurredAt());
    }

    /**
     * What is to be recorded: the activity, or nothing if it is recorded already.
     *
     * @throws RefusedException if it cannot have happened now
     */
    List<EventData> decide(RecordActivity command) {
        if (command.ordinal() <= activities) {
            return List.of();
        }
        if (command.ordinal() > activities + 1) {
            throw new RefusedException(command, "only " + activities + " activities are recorded before it");
        }
        if (activities == 0 && !command.activity().type().equals(SUBMITTED)) {
            throw new RefusedException(command, "the application was never submitted");
        }
        if (command.activity().occurredAt().isBefore(lastAt)) {
            throw new RefusedException(command, "it lies before the last activity, which was at " + lastAt);
        }
        return List.of(command.activity());
    }
}
