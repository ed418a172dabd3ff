// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventSourceException;
import java.util.Set;
import java.util.UUID;

/**
 * Event ids of the append are stored already, but not as a retry would have it: some but not all of them, or in another
 * stream or order. Nothing was stored. Ids must be new, or the append the very same; look one up with
 * {@link EventStore#find}.
 */
public final class DuplicateEventException extends EventSourceException {

    private static final long serialVersionUID = 1;

    private final transient Set<UUID> ids;

    /** @param ids that are stored */
    public DuplicateEventException(Set<UUID> ids) {
        super("Events are stored already, and not as a retry of this append: " + some(ids));
        this.ids = Set.copyOf(ids);
    }

    /** The ids that are stored. */
    public Set<UUID> ids() {
        return ids;
    }

    private static String some(Set<UUID> ids) {
        return ids.size() <= 3 ? ids.toString() : ids.stream().limit(3).toList() + " and " + (ids.size() - 3) + " more";
    }
}
