// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Events and streams of loan applications. */
final class Loans {

    private Loans() {}

    static StreamId loan(String key) {
        return StreamId.of("loan", key);
    }

    static EventData event(long id) {
        return EventData.of(new UUID(0, id), "LoanSubmitted", Instant.EPOCH, Payload.of("{}"));
    }

    static List<EventData> events(long... ids) {
        List<EventData> events = new ArrayList<>();
        for (long id : ids) {
            events.add(event(id));
        }
        return events;
    }

    static RecordedEvent recorded(long position, String key, long version) {
        return new RecordedEvent(position, loan(key), version, Instant.EPOCH, event(position));
    }
}
