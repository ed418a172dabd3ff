// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The example domain: applications for loans. */
final class Loans {

    static final StreamId LOAN = StreamId.of("loan", "173688");
    static final StreamId OTHER_LOAN = StreamId.of("loan", "173691");
    static final StreamId CUSTOMER = StreamId.of("customer", "ada");

    private static final Instant SOME_DAY = Instant.parse("2011-10-01T08:38:44.546Z");
    private static final Payload AMOUNT = Payload.of("{\"amount\":20000}");

    private Loans() {}

    static EventData submitted() {
        return event("LoanSubmitted");
    }

    static EventData approved() {
        return event("LoanApproved");
    }

    static EventData event(String type) {
        return event(type, UUID.randomUUID());
    }

    static EventData event(String type, UUID id) {
        return EventData.of(id, type, SOME_DAY, AMOUNT);
    }

    static EventData withPayload(String json) {
        return EventData.of(UUID.randomUUID(), "LoanSubmitted", SOME_DAY, Payload.of(json));
    }

    static List<EventData> some(int count) {
        return IntStream.range(0, count).mapToObj(i -> submitted()).toList();
    }

    static StreamId loan(Object key) {
        return StreamId.of("loan", key.toString());
    }
}
