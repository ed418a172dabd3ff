package dev.eventsource.aggregate;

import dev.eventsource.aggregate.AggregateRoot.Pending;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.EventData;
import dev.eventsource.event.StreamId;
import java.util.List;
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
}
