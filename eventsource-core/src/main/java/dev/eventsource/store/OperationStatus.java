// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Succeeded;
import dev.eventsource.store.OperationEnding.Waiting;
import java.time.Duration;
import java.time.Instant;

/**
 * What changes about an operation. Its methods give the status that follows, and throw {@link OperationStateException}
 * where none does: every store takes each of its transitions from here.
 *
 * @param ready whether a worker may have it now, if nothing of its key is before it
 * @param unroutable whether workers of its channel have seen it and did not know its type
 * @param dueAt not before this it becomes ready, where it is {@code PENDING} or {@code RETRYING}
 * @param attempts how many were begun
 * @param failures how many of them have failed since the beginning, or since somebody decided that it be tried again
 * @param token grows with each attempt: what comes with an older one is refused
 * @param worker who has or had the last attempt, "" if there was none
 * @param signal what it waits for, "" if it does not
 * @param error of the last attempt if that has failed, or why there was no further one; up to 1,000 characters
 * @param changedAt by the store's clock
 */
public record OperationStatus(
        OperationState state,
        boolean ready,
        boolean unroutable,
        Instant dueAt,
        int attempts,
        int failures,
        long token,
        String worker,
        String signal,
        String error,
        Instant changedAt) {

    private static final int MAX_ERROR = 1_000;

    public OperationStatus {
        error = StorableText.storable(error, MAX_ERROR);
        dueAt = SubscriptionArguments.instant(dueAt);
        changedAt = SubscriptionArguments.instant(changedAt);
    }

    /** Of an operation that was submitted now. */
    static OperationStatus submitted(NewOperation.Options options, Instant now) {
        Instant due = options.runAt().orElse(now.plus(options.delay()));
        return new OperationStatus(OperationState.PENDING, !due.isAfter(now), false, due, 0, 0, 0, "", "", "", now);
    }

    /** A worker begins an attempt. */
    OperationStatus started(long id, String by, Instant now) {
        check(id, OperationState.RUNNING, "be begun");
        return new OperationStatus(
                OperationState.RUNNING, false, false, dueAt, attempts + 1, failures, token + 1, by, "", "", now);
    }

    /** The attempt has ended. */
    OperationStatus ended(long id, OperationEnding ending, Instant now) {
        from(OperationState.RUNNING, id, "end");
        if (ending instanceof Failed failed) {
            check(id, failed.then(), "have failed");
            return stopped(failed.then(), failed.after(), failures + 1, "", failed.error(), now);
        }
        if (ending instanceof Waiting waiting) {
            check(id, OperationState.WAITING, "wait");
            return stopped(OperationState.WAITING, Duration.ZERO, failures, waiting.signal(), "", now);
        }
        if (ending instanceof Succeeded) {
            check(id, OperationState.SUCCEEDED, "succeed");
            return stopped(OperationState.SUCCEEDED, Duration.ZERO, failures, "", "", now);
        }
        throw new IllegalArgumentException("Unknown: " + ending);
    }

    private OperationStatus stopped(
            OperationState to, Duration after, int failed, String awaited, String reason, Instant now) {
        Instant due = to == OperationState.RETRYING ? now.plus(after) : dueAt;
        boolean isReady = to == OperationState.RETRYING && after.isZero();
        return new OperationStatus(to, isReady, false, due, attempts, failed, token, worker, awaited, reason, now);
    }

    /** The signal that it waits for has come. */
    OperationStatus goingOn(long id, Instant now) {
        from(OperationState.WAITING, id, "go on");
        check(id, OperationState.PENDING, "go on");
        return new OperationStatus(
                OperationState.PENDING, true, false, now, attempts, failures, token, worker, "", "", now);
    }

    /** Its time has come. */
    public OperationStatus madeReady() {
        return new OperationStatus(
                state, true, unroutable, dueAt, attempts, failures, token, worker, signal, error, changedAt);
    }

    /** Those who look for work do not know its type. */
    public OperationStatus markedUnroutable() {
        return new OperationStatus(
                state, ready, true, dueAt, attempts, failures, token, worker, signal, error, changedAt);
    }

    /** Its deadline has passed and it is not running. */
    OperationStatus overdue(long id, Instant now) {
        if (state == OperationState.RUNNING) {
            throw new OperationStateException(id, state, "be too late");
        }
        OperationState to = attempts == 0 ? OperationState.EXPIRED : OperationState.FAILED;
        check(id, to, "be too late");
        String reason = attempts == 0
                ? "Its deadline passed before it was begun"
                : "Its deadline passed before "
                        + (state == OperationState.WAITING ? "the signal came" : "the next attempt")
                        + (error.isEmpty() ? "" : "; the last one: " + error);
        return new OperationStatus(to, false, false, dueAt, attempts, failures, token, worker, "", reason, now);
    }

    /** Somebody has decided. */
    OperationStatus decided(long id, OperationDecision decision, Instant now) {
        if (!decision.from().contains(state)) {
            throw new OperationStateException(id, state, decision.words());
        }
        check(id, decision.to(), decision.words());
        boolean again = decision.to() == OperationState.PENDING;
        return new OperationStatus(
                decision.to(),
                again,
                false,
                again ? now : dueAt,
                attempts,
                again ? 0 : failures,
                token,
                worker,
                "",
                decision.to() == OperationState.SUCCEEDED ? "" : error,
                now);
    }

    private void from(OperationState only, long id, String wanted) {
        if (state != only) {
            throw new OperationStateException(id, state, wanted);
        }
    }

    private void check(long id, OperationState to, String wanted) {
        if (!state.next().contains(to)) {
            throw new OperationStateException(id, state, wanted);
        }
    }
}
