// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.EventSourceException;

/**
 * A rule of the domain does not allow the command now. Throw it, or a subclass of your own, where you decide; it passes
 * through as it is and nothing is stored. Tell whoever gave the command; giving it again is of use only when the state
 * has changed.
 */
public class CommandRejectedException extends EventSourceException {

    private static final long serialVersionUID = 1;

    /** @param reason for whoever gave the command, in words of the domain */
    public CommandRejectedException(String reason) {
        super(reason);
    }
}
