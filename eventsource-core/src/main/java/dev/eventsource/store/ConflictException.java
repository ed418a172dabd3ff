// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventSourceException;

/** Somebody else was faster: what the writer believed is no longer so, and nothing was stored. Load again, decide again, append again. */
public abstract sealed class ConflictException extends EventSourceException
        permits VersionConflictException, ConditionFailedException, DocumentConflictException {

    private static final long serialVersionUID = 1;

    ConflictException(String message) {
        super(message);
    }
}
