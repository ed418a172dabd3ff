// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import dev.eventsource.event.EventSourceException;

/**
 * Something new was to be stored about a subject that was forgotten: nothing was. Do without it, or, if the same person
 * has come back, give it another id.
 */
public final class SubjectForgottenException extends EventSourceException {

    private static final long serialVersionUID = 1;

    private final String subject;

    /** @param subject its id; it is not part of the message */
    public SubjectForgottenException(String subject) {
        super("Personal data was to be stored of a subject that was forgotten; nothing was stored."
                + " Do without, or give the subject another id");
        this.subject = subject;
    }

    /** Whose data it was. */
    public String subject() {
        return subject;
    }
}
