// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.EnumSet;
import java.util.Set;

/**
 * What has become of an operation so far. {@link #next} is the one table of transitions; every store refuses all others.
 */
public enum OperationState {
    /** It is to be begun: now, at its time, or when somebody knows its type. */
    PENDING,
    /** A worker is at it, and an attempt is written down. */
    RUNNING,
    /** An attempt has failed, and another one will be made. */
    RETRYING,
    /** It goes on when a signal comes. */
    WAITING,
    /** Nobody knows what the last attempt did, or may decide it alone: it waits for a person. */
    HELD,
    /** It was done. */
    SUCCEEDED,
    /** It was tried, and is not tried any more. */
    FAILED,
    /** Its deadline had passed before it was begun: it was never tried. */
    EXPIRED,
    /** Somebody decided to do without. */
    CANCELLED;

    /** Those in which something is still to be done, by a worker or by a person. */
    public static final Set<OperationState> OPEN = Set.copyOf(EnumSet.range(PENDING, FAILED).stream()
            .filter(state -> state != SUCCEEDED)
            .toList());

    /** What it can become from here. */
    public Set<OperationState> next() {
        return switch (this) {
            case PENDING -> Set.of(RUNNING, SUCCEEDED, FAILED, EXPIRED, CANCELLED);
            case RUNNING -> Set.of(RETRYING, WAITING, HELD, SUCCEEDED, FAILED);
            case RETRYING -> Set.of(PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED);
            case WAITING -> Set.of(PENDING, SUCCEEDED, FAILED, CANCELLED);
            case HELD, FAILED -> Set.of(PENDING, SUCCEEDED, CANCELLED);
            case SUCCEEDED, EXPIRED, CANCELLED -> Set.of();
        };
    }

    /** Is this how it stays? Such operations can be purged. What has failed can still be tried again. */
    public boolean isFinal() {
        return next().isEmpty();
    }
}
