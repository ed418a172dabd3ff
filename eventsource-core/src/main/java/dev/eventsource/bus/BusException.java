// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.event.EventSourceException;
import org.jspecify.annotations.Nullable;

/**
 * A bus could not do it: out of reach, wrong credentials, something missing. The message names the host and says what to
 * do; it never contains a password or a payload.
 */
public class BusException extends EventSourceException {

    private static final long serialVersionUID = 1;

    /** @param message names the host and what to do, never a password */
    public BusException(String message) {
        super(message);
    }

    /** @param message names the host and what to do, never a password */
    public BusException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
