// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Text;
import java.time.Instant;
import java.util.UUID;

/**
 * An event that a subscription could not handle, or that waits behind such a one of its sequence. The event itself stays
 * in the log. There is one letter for an event and a subscription at the most.
 *
 * @param position from 1
 * @param type the event's
 * @param sequence events of one sequence are handled in order; the stream's name, unless the subscription says otherwise:
 *     1 to 500 UTF-16 units without control characters
 * @param attempts how often handling it was tried; 0 if it waits behind another one
 * @param error the last one, without content of the event if handlers keep it out; up to 1,000 characters
 * @param stackTrace of the last error; up to 10,000 characters, "" if there is none
 * @param firstFailedAt cut to microseconds, as is lastFailedAt
 * @param decidedBy who decided last what becomes of it, "" if nobody has; up to 200 characters
 */
public record DeadLetter(
        SubscriptionId subscription,
        int partition,
        long position,
        UUID eventId,
        String type,
        String sequence,
        State state,
        int attempts,
        String error,
        String stackTrace,
        Instant firstFailedAt,
        Instant lastFailedAt,
        String decidedBy) {

    private static final int MAX_ERROR = 1_000;
    private static final int MAX_STACK_TRACE = 10_000;
    private static final int MAX_SEQUENCE = 500;
    private static final int MAX_DECIDED_BY = 200;

    public DeadLetter {
        if (partition < 0 || position < 1 || attempts < 0) {
            throw new IllegalArgumentException(
                    "A dead letter has a partition and attempts from 0, and a position from 1," + " not " + partition
                            + ", " + attempts + " and " + position);
        }
        Text.check("The type of an event", type, 1, EventData.MAX_TYPE_LENGTH);
        checkSequence(sequence);
        Text.check("The name of who decided", decidedBy, 0, MAX_DECIDED_BY);
        error = StorableText.storable(error, MAX_ERROR);
        stackTrace = StorableText.storable(stackTrace, MAX_STACK_TRACE);
        firstFailedAt = SubscriptionArguments.instant(firstFailedAt);
        lastFailedAt = SubscriptionArguments.instant(lastFailedAt);
    }

    static String checkSequence(String sequence) {
        return Text.check("The name of a sequence", sequence, 1, MAX_SEQUENCE);
    }

    /** The same in this state. */
    public DeadLetter in(State other) {
        return new DeadLetter(
                subscription,
                partition,
                position,
                eventId,
                type,
                sequence,
                other,
                attempts,
                error,
                stackTrace,
                firstFailedAt,
                lastFailedAt,
                decidedBy);
    }

    /** Is something still to be done about it? Then later events of its sequence wait. */
    public boolean isOpen() {
        return state == State.FAILED || state == State.RETRYING;
    }

    /** What becomes of a letter. */
    public enum State {
        /** It waits for somebody to decide. */
        FAILED,
        /** Somebody wants it tried again; the partition's owner does it. */
        RETRYING,
        /** It was handled after all. */
        RESOLVED,
        /** Somebody decided to do without. */
        DISCARDED,
        /** The subscription's policy is to skip. */
        SKIPPED
    }
}
