// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventSourceException;
import org.jspecify.annotations.Nullable;

/** The database could not do it; nothing was stored. The message names the database and what to do about it. */
public class StorageException extends EventSourceException {

    private static final long serialVersionUID = 1;

    /** @param message names the database and what to do about it */
    public StorageException(String message) {
        super(message);
    }

    /** @param message names the database and what to do about it */
    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
