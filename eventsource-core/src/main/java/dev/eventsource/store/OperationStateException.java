// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventSourceException;

/** What is wanted of an operation cannot be done in the state that it is in. Look at it again, then decide again. */
public final class OperationStateException extends EventSourceException {

    private static final long serialVersionUID = 1;

    private final OperationState from;

    OperationStateException(long id, OperationState from, String wanted) {
        super("Operation " + id + " is " + from + ", so it cannot " + wanted + "; nothing was changed");
        this.from = from;
    }

    /** The state that it is in. */
    public OperationState state() {
        return from;
    }
}
