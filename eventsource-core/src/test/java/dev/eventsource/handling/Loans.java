// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.store.NoStorage;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Events of loan applications on their way to handlers. */
final class Loans {

    sealed interface Outcome permits Approved, Declined {}

    @EventType("LoanSubmitted")
    record Submitted(String customer) {}

    @EventType("LoanApproved")
    record Approved(int amount) implements Outcome {}

    @EventType("LoanDeclined")
    record Declined(String reason) implements Outcome {}

    /** Two revisions of one fact. */
    @EventType("LoanRated")
    record RatedInWords(String grade) {}

    @EventType(value = "LoanRated", revision = 2)
    record Rated(int grade) {}

    static final EventCodec CODEC =
            new JacksonEventCodec(EventTypes.of(Submitted.class, Outcome.class, RatedInWords.class, Rated.class));

    static final Storage STORAGE = new Offering(Map.of());

    private Loans() {}

    static Delivered delivered(Object event) {
        return delivered(event, STORAGE);
    }

    static Delivered delivered(Object event, Storage storage) {
        return new Delivered(recorded(CODEC.encode(event, new UUID(1, 2), Instant.EPOCH)), storage);
    }

    static Delivered stored(String type, String json) {
        return new Delivered(recorded(EventData.of(new UUID(1, 2), type, Instant.EPOCH, Payload.of(json))), STORAGE);
    }

    private static RecordedEvent recorded(EventData event) {
        return new RecordedEvent(7, StreamId.of("loan", "173688"), 3, Instant.EPOCH, event);
    }

    /** A storage that can do nothing but offer. */
    static final class Offering extends NoStorage {

        private final Map<Class<?>, Object> offers;

        Offering(Map<Class<?>, Object> offers) {
            this.offers = offers;
        }

        @Override
        public <T> Optional<T> unwrap(Class<T> type) {
            return Optional.ofNullable(offers.get(type)).map(type::cast).or(() -> super.unwrap(type));
        }
    }
}
