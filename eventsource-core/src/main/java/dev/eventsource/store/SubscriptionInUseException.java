// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventSourceException;

/** Processes that are alive work on the subscription. Stop them first, or insist. */
public final class SubscriptionInUseException extends EventSourceException {

    private static final long serialVersionUID = 1;

    /** @param message names the subscription and who works on it */
    public SubscriptionInUseException(String message) {
        super(message);
    }
}
