// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.RecordedEvent;
import java.util.List;

/**
 * A stretch of the log and what was wanted in it. A reader's checkpoint moves to {@link #through()} even if nothing
 * was found.
 *
 * @param after the stretch begins behind this position
 * @param through the last position that was looked at; every event up to it that was wanted is in this page or an
 *     earlier one
 * @param end whether {@code through} was the head of the log when the page was read
 * @param events oldest first
 */
public record EventPage(long after, long through, boolean end, List<RecordedEvent> events) {
    public EventPage {
        events = List.copyOf(events);
        if (through < after) {
            throw new IllegalArgumentException("A page cannot end at " + through + ", before its begin at " + after);
        }
    }
}
