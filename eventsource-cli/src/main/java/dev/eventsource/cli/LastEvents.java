// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.inspect.LogPages;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventStore;
import java.util.ArrayDeque;
import java.util.Deque;

/** Finds the last events that are wanted, looking back over ever longer stretches of the log until there are enough. */
final class LastEvents {

    private LastEvents() {}

    /** The position after which the last {@code wanted} matching events lie. */
    static long positionBefore(EventStore events, EventQuery query, int wanted) {
        long head = events.head();
        long stretch = Math.max(100, wanted);
        while (true) {
            long after = Math.max(0, head - stretch);
            Deque<Long> positions = new ArrayDeque<>(wanted + 1);
            LogPages.walk(
                    events,
                    query,
                    after,
                    head,
                    (RecordedEvent event) -> {
                        positions.addLast(event.position());
                        if (positions.size() > wanted) {
                            positions.removeFirst();
                        }
                        return true;
                    },
                    position -> {});
            if (positions.size() >= wanted) {
                return wanted == 0 ? head : positions.getFirst() - 1;
            }
            if (after == 0) {
                return 0;
            }
            stretch *= 4;
        }
    }
}
