// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.event.EventSourceException;

/** A projection inside the append has thrown the checked exception that is the cause: nothing was stored. */
public final class ProjectionFailedException extends EventSourceException {

    private static final long serialVersionUID = 1;

    /** @param message names the projection */
    public ProjectionFailedException(String message, Exception cause) {
        super(message, cause);
    }
}
