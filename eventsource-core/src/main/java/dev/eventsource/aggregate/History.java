// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventStore;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The events of one stream, page by page. */
record History(EventStore events, StreamId stream) {

    private static final int PAGE = 500;

    /** Hands over the events after a version for as long as they are wanted. */
    void after(long version, Predicate<RecordedEvent> wanted, Consumer<RecordedEvent> each) {
        long after = version;
        List<RecordedEvent> page;
        do {
            page = events.read(stream, after, PAGE);
            for (RecordedEvent event : page) {
                if (!wanted.test(event)) {
                    return;
                }
                each.accept(event);
                after = event.version();
            }
        } while (page.size() == PAGE);
    }
}
