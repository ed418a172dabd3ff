package dev.eventsource.projection;

import dev.eventsource.event.EventSourceException;

/** A projection inside the append has thrown the checked exception that is the cause: nothing was stored. */
public final class ProjectionFailedException extends EventSourceException {

    private static final long serialVersionUID = 1;

    public ProjectionFailedException(String message, Exception cause) {
        super(message, cause);
    }
}
