// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import dev.eventsource.event.EventSourceException;

/**
 * A key that must be there is missing, or cannot be decrypted: personal data can neither be read nor taken for
 * forgotten. The message says what to do.
 */
public final class SubjectKeyException extends EventSourceException {

    private static final long serialVersionUID = 1;

    /** @param message says which key, and what to do */
    public SubjectKeyException(String message) {
        super(message);
    }
}
