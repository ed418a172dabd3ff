// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Not everything that was to be published is known to be stored. Publish what is {@link #unconfirmed()} again, in the
 * same order, when the bus is back: it may arrive twice, and is the same message by its id then.
 */
public final class PublishException extends BusException {

    private static final long serialVersionUID = 1;

    private final transient List<UUID> unconfirmed;

    /** @param unconfirmed in the order in which they were published */
    public PublishException(String message, List<UUID> unconfirmed, @Nullable Throwable cause) {
        super(message, cause);
        this.unconfirmed = List.copyOf(unconfirmed);
    }

    /** The ids of those that may or may not be on the bus. */
    public List<UUID> unconfirmed() {
        return unconfirmed;
    }
}
