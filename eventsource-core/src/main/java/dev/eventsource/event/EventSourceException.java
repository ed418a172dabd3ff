package dev.eventsource.event;

import org.jspecify.annotations.Nullable;

/** The root of what this library throws when the world, not the program, is at fault; each subclass says what to do next. */
public abstract class EventSourceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    protected EventSourceException(String message) {
        super(message);
    }

    protected EventSourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
