// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import org.jspecify.annotations.Nullable;

/** The root of what this library throws when the world, not the program, is at fault; each subclass says what to do next. */
public abstract class EventSourceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message says what happened and what to do, in a sentence for a person */
    protected EventSourceException(String message) {
        super(message);
    }

    /** @param message says what happened and what to do, in a sentence for a person */
    protected EventSourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
