// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All that is known of an operation, each list in the order in which it happened.
 *
 * @param attempts each was written down before its handler was called
 */
public record OperationHistory(
        Operation operation, List<Attempt> attempts, List<Step> steps, List<Signal> signals, List<Decided> decisions) {

    public OperationHistory {
        attempts = List.copyOf(attempts);
        steps = List.copyOf(steps);
        signals = List.copyOf(signals);
        decisions = List.copyOf(decisions);
    }

    /**
     * One execution of the handler.
     *
     * @param number from 1
     * @param endedAt empty while it lasts, as is the outcome
     * @param error up to 1,000 characters
     */
    public record Attempt(
            int number,
            String worker,
            Instant startedAt,
            Optional<Instant> endedAt,
            Optional<OperationEnding.Outcome> outcome,
            String error) {}

    /**
     * A step that was done, and is not done again.
     *
     * @param result what it gave
     * @param compensation what makes up for it if the operation fails for good
     * @param compensated whether the compensation was submitted; then the step is done again by another attempt
     */
    public record Step(
            String name,
            Payload result,
            Optional<Compensation> compensation,
            boolean compensated,
            Instant recordedAt) {}

    /** The operation that makes up for a step, on the channel and with the priority of the one that it belongs to. */
    public record Compensation(String type, Payload payload) {
        public Compensation {
            OperationArguments.type(type);
            Objects.requireNonNull(payload, "payload");
        }
    }

    /** What somebody has told the operation. */
    public record Signal(String name, Payload payload, Instant sentAt) {}

    /** What a person decided. */
    public record Decided(OperationDecision decision, String by, String why, Instant at) {}
}
