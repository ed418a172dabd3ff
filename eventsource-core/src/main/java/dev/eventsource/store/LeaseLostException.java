package dev.eventsource.store;

import dev.eventsource.event.EventSourceException;

/** A partition belongs to somebody else now, or was reset. Nothing was stored; leave the work to the new owner. */
public final class LeaseLostException extends EventSourceException {

    private static final long serialVersionUID = 1;

    public LeaseLostException(Lease lease) {
        super("The lease of " + lease + " is no longer valid; nothing was stored");
    }
}
