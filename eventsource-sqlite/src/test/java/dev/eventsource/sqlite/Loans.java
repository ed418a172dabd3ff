// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Loan applications for tests. */
final class Loans {

    private Loans() {}

    static StreamId loan(Object key) {
        return StreamId.of("loan", key.toString());
    }

    static EventData submitted() {
        return EventData.of(UUID.randomUUID(), "Submitted", Instant.now(), Payload.of("{\"amount\":20000}"));
    }

    static List<RecordedEvent> log(EventStore events) {
        List<RecordedEvent> all = new ArrayList<>();
        EventPage page;
        long position = 0;
        do {
            page = events.readAll(EventQuery.all(), position, 1000);
            all.addAll(page.events());
            position = page.through();
        } while (!page.end());
        return all;
    }
}
