// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import dev.eventsource.handling.Failures;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationState;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What becomes of operations of a type when an attempt is not successful.
 *
 * @param retry how often and when to try again
 * @param timeLimit after so long the handler's thread is interrupted, and the attempt counts as abandoned; 1 ms to 1 day
 * @param onAbandoned what to do when nobody knows how far an attempt came
 */
public record OperationPolicy(RetryPolicy retry, Duration timeLimit, OnAbandoned onAbandoned) {

    /** 10 attempts, after 1 s, 2 s, 4 s and so on to 10 minutes; 5 minutes each; abandoned ones wait for a person. */
    public static final OperationPolicy DEFAULT = new OperationPolicy(
            new RetryPolicy(10, Duration.ofSeconds(1), 2, Duration.ofMinutes(10), 0.2, Failures.DEFAULT),
            Duration.ofMinutes(5),
            OnAbandoned.HOLD);

    public OperationPolicy {
        if (timeLimit.toMillis() < 1 || timeLimit.toDays() > 1) {
            throw new IllegalArgumentException("The time limit of a handler is 1 ms to 1 day, not " + timeLimit);
        }
    }

    /** The same with these attempts. */
    public OperationPolicy withRetry(RetryPolicy retry) {
        return new OperationPolicy(retry, timeLimit, onAbandoned);
    }

    /** The same with so much time for the handler. */
    public OperationPolicy withTimeLimit(Duration timeLimit) {
        return new OperationPolicy(retry, timeLimit, onAbandoned);
    }

    /** The same with this answer to an attempt of which nobody knows how far it came. */
    public OperationPolicy withOnAbandoned(OnAbandoned onAbandoned) {
        return new OperationPolicy(retry, timeLimit, onAbandoned);
    }

    /** The handler has thrown. */
    Failed failed(Operation operation, Throwable failure) {
        return retry.retries(failure) || failure instanceof InterruptedException
                ? again(operation, Outcome.FAILED, failure.toString())
                : new Failed(Outcome.FAILED, failure.toString(), OperationState.FAILED, Duration.ZERO);
    }

    /** The handler took too long: nobody knows what it has done. */
    Failed timedOut(Operation operation) {
        return unknown(
                operation, Outcome.TIMED_OUT, "The handler was interrupted after " + timeLimit.toMillis() + " ms");
    }

    /** Nobody knows what the handler has done. */
    Failed abandoned(Operation operation, String why) {
        return unknown(operation, Outcome.ABANDONED, why);
    }

    private Failed unknown(Operation operation, Outcome outcome, String why) {
        return onAbandoned == OnAbandoned.HOLD
                ? new Failed(outcome, why, OperationState.HELD, Duration.ZERO)
                : again(operation, outcome, why);
    }

    private Failed again(Operation operation, Outcome outcome, String error) {
        int failures = operation.status().failures() + 1;
        return failures < retry.maxAttempts()
                ? new Failed(
                        outcome,
                        error,
                        OperationState.RETRYING,
                        retry.delayAfter(failures, ThreadLocalRandom.current()))
                : new Failed(outcome, error, OperationState.FAILED, Duration.ZERO);
    }
}
