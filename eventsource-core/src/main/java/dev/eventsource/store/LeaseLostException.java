// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventSourceException;

/** A partition belongs to somebody else now, or was reset. Nothing was stored; leave the work to the new owner. */
public final class LeaseLostException extends EventSourceException {

    private static final long serialVersionUID = 1;

    /** @param lease that is not valid any more */
    public LeaseLostException(Lease lease) {
        super("The lease of " + lease + " is no longer valid; nothing was stored");
    }
}
