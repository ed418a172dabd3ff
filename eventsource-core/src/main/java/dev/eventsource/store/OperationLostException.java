// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventSourceException;

/**
 * An operation is no longer this worker's: its lease had run out and it was taken away. Nothing was stored; what the
 * attempt has done outside is for whoever has it now to find out.
 */
public final class OperationLostException extends EventSourceException {

    private static final long serialVersionUID = 1;

    /** @param claim that is not valid any more */
    public OperationLostException(OperationQueue.Claim claim) {
        super("Operation " + claim.operation().id() + " is not in attempt "
                + claim.operation().status().attempts() + " any more: it was taken away; nothing was stored");
    }
}
