// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.UUID;

/** Loans that nobody should read about in a trace. */
final class Loans {

    /** What must not be seen, in payloads, keys and messages. */
    static final String SECRET = "ada.lovelace";

    static final StreamId LOAN = StreamId.of("loan", SECRET);

    private Loans() {}

    static EventData event(String type) {
        return EventData.of(UUID.randomUUID(), type, Instant.now(), Payload.of("{\"name\":\"" + SECRET + "\"}"));
    }
}
