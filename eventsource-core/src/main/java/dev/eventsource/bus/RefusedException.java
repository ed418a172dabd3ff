// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.event.EventSourceException;
import org.jspecify.annotations.Nullable;

/**
 * Whoever should take a message could be reached and has not taken it: the message may be the reason. Try again a few
 * times, unless it is a {@link RefusedForGoodException}. An outage is a {@link BusException} instead.
 */
public class RefusedException extends EventSourceException {

    private static final long serialVersionUID = 1;

    /** @param message says who refused, and with what answer */
    public RefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
