// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Loan applications for tests. */
final class Loans {

    private Loans() {}

    static StreamId loan(Object key) {
        return StreamId.of("loan", key.toString());
    }

    static EventData submitted() {
        return EventData.of(UUID.randomUUID(), "Submitted", Instant.now(), Payload.of("{\"amount\":20000}"));
    }

    /** Events that say to which append they belong and how many events that has. */
    static List<EventData> changes(UUID appendId, int count, int ofAppend) {
        return IntStream.range(0, count)
                .mapToObj(i -> EventData.of(
                                UUID.randomUUID(), "Changed", Instant.now(), Payload.of("{\"of\":" + ofAppend + "}"))
                        .withTags(appendId.toString()))
                .toList();
    }
}
