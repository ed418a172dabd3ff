// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventSourceException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a commit was lost, or did not come in time: the events may be stored or not. Append the same events
 * with the same ids again: what is stored is then answered, what is not is stored.
 */
public final class AppendOutcomeUnknownException extends EventSourceException {

    private static final long serialVersionUID = 1;

    private final transient List<UUID> ids;

    /** @param ids of the append's events, in its order */
    public AppendOutcomeUnknownException(String message, List<UUID> ids, @Nullable Throwable cause) {
        super(message, cause);
        this.ids = List.copyOf(ids);
    }

    /** The ids of the append's events, in its order. */
    public List<UUID> ids() {
        return ids;
    }
}
