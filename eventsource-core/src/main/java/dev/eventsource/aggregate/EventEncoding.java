// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.aggregate.AggregateRoot.Pending;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** How events that a command has led to are encoded. */
record EventEncoding(EventCodec codec, CommandContext context, StreamId first) {

    List<EventData> encode(List<Pending> pending) {
        return IntStream.range(0, pending.size())
                .mapToObj(n -> encode(pending.get(n), n))
                .toList();
    }

    private EventData encode(Pending one, int ordinal) {
        UUID id = context.eventId(first, ordinal).orElse(one.id());
        return codec.encode(one.event(), id, one.occurredAt()).withMetadata(context.metadata());
    }

    /**
     * Is it these events that are stored under their ids? Somebody else may have executed the same command at the same
     * moment, and have decided otherwise.
     */
    static boolean isStored(Append append, List<RecordedEvent> stored) {
        Map<UUID, EventData> byId = new HashMap<>();
        append.writes().forEach(write -> write.events().forEach(event -> byId.put(event.id(), event)));
        return stored.size() == byId.size()
                && stored.stream().map(RecordedEvent::event).allMatch(event -> {
                    EventData own = byId.get(event.id());
                    return own != null
                            && own.type().equals(event.type())
                            && own.payload().equals(event.payload());
                });
    }
}
