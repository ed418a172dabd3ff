// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.store.Storage;

/** Handlers for what comes from a log, as handlers for what comes from a bus. */
public final class Messages {

    private Messages() {}

    /**
     * Hands messages to a handler that writes through this storage, the consumer's own. For an effect that happens once
     * however often a message comes: {@code Messages.to(storage, Deduplicated.by("billing", handler))}.
     */
    public static Handler<Message> to(Storage storage, Handler<Delivered> handler) {
        return message -> handler.handle(new Delivered(message.recorded(), storage));
    }
}
