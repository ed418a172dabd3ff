// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.inspect;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/** Walks through the log page by page, up to a position that is fixed when it begins. */
public final class LogPages {

    private static final int PAGE = 1000;

    private LogPages() {}

    /**
     * Shows every wanted event after one position and up to another, oldest first, until the visitor has enough.
     *
     * @param visitor false ends the walk
     * @param progress told after each page how far the walk has come
     */
    public static void walk(
            EventStore events,
            EventQuery query,
            long after,
            long upTo,
            Predicate<RecordedEvent> visitor,
            LongConsumer progress) {
        long position = after;
        while (position < upTo) {
            EventPage page = events.readAll(query, position, PAGE);
            for (RecordedEvent event : page.events()) {
                if (event.position() > upTo || !visitor.test(event)) {
                    return;
                }
            }
            position = page.through();
            progress.accept(Math.min(position, upTo));
            if (page.end()) {
                return;
            }
        }
    }
}
