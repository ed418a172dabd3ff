package dev.eventsource.store;

import java.time.Instant;
import java.util.UUID;

/**
 * An event that a subscription could not handle, or that waits behind such a one of its sequence. The event itself stays
 * in the log. There is one letter for an event and a subscription at the most.
 *
 * @param sequence events of one sequence are handled in order; the stream's name, unless the subscription says otherwise
 * @param attempts how often handling it was tried; 0 if it waits behind another one
 * @param error the last one, without content of the event if handlers keep it out; up to 1,000 characters
 * @param stackTrace of the last error; up to 10,000 characters, "" if there is none
 * @param decidedBy who decided last what becomes of it, "" if nobody has
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

    public DeadLetter {
        error = bounded(error, MAX_ERROR);
        stackTrace = bounded(stackTrace, MAX_STACK_TRACE);
    }

    /** Is something still to be done about it? Then later events of its sequence wait. */
    public boolean isOpen() {
        return state == State.FAILED || state == State.RETRYING;
    }

    private static String bounded(String text, int most) {
        String printable = text.replace('\0', ' ');
        return printable.length() <= most ? printable : printable.substring(0, most - 1) + '…';
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
