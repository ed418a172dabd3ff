// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.time.Duration;
import java.util.Set;

/** How an attempt ended, and what becomes of its operation. */
public sealed interface OperationEnding {

    /** What is written down of the attempt. */
    Outcome outcome();

    /** What was thrown, in words; "" if nothing was. */
    default String error() {
        return "";
    }

    /** How an attempt ended. */
    enum Outcome {
        /** All was done. */
        SUCCEEDED,
        /** It did all that can be done before the signal comes. */
        WAITING,
        /** The handler has thrown. */
        FAILED,
        /** The handler took too long and was interrupted. */
        TIMED_OUT,
        /** Nobody knows how far it came: the worker died, or was stopped. */
        ABANDONED
    }

    /** The operation is done. */
    record Succeeded() implements OperationEnding {
        @Override
        public Outcome outcome() {
            return Outcome.SUCCEEDED;
        }
    }

    /** The operation goes on when this signal comes; at once if it has come already. */
    record Waiting(String signal) implements OperationEnding {

        public Waiting {
            OperationArguments.signal(signal);
        }

        @Override
        public Outcome outcome() {
            return Outcome.WAITING;
        }
    }

    /**
     * The attempt was not successful.
     *
     * @param outcome {@code FAILED}, {@code TIMED_OUT} or {@code ABANDONED}
     * @param then {@code RETRYING}, {@code HELD} or {@code FAILED}
     * @param after how long until the next attempt, if there is one; 0 to 366 days
     */
    record Failed(Outcome outcome, String error, OperationState then, Duration after) implements OperationEnding {

        private static final Set<OperationState> POSSIBLE =
                Set.of(OperationState.RETRYING, OperationState.HELD, OperationState.FAILED);

        public Failed {
            if (outcome == Outcome.SUCCEEDED || outcome == Outcome.WAITING || !POSSIBLE.contains(then)) {
                throw new IllegalArgumentException("What has failed does not end " + outcome + " and " + then);
            }
            OperationArguments.after(after);
            error = StorableText.storable(error, 1_000);
        }

        /** Of the attempt of a worker that has not been heard of: what becomes of it is for a person to say. */
        public static Failed unheard(Operation operation) {
            return new Failed(
                    Outcome.ABANDONED,
                    "The worker " + operation.status().worker() + " has not been heard of until its lease was over",
                    OperationState.HELD,
                    Duration.ZERO);
        }
    }
}
