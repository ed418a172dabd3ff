// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Storage;
import java.util.List;

/**
 * Events of one partition on their way to a handler, in their order.
 *
 * @param storage through which the handler writes: the view of the transaction in which they are delivered, or the
 *     storage itself if there is none
 */
public record Batch(List<RecordedEvent> events, Storage storage) {

    public Batch {
        events = List.copyOf(events);
    }
}
