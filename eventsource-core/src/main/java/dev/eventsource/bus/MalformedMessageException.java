// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import org.jspecify.annotations.Nullable;

/** What came from a bus is no message of this library, or not a whole one; it goes to the dead letters. */
public final class MalformedMessageException extends BusException {

    private static final long serialVersionUID = 1;

    /** @param message says what is missing or wrong, without quoting the content */
    public MalformedMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
