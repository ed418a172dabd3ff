package dev.eventsource.codec;

import dev.eventsource.event.EventData;
import dev.eventsource.event.RecordedEvent;
import java.time.Instant;
import java.util.UUID;

/**
 * Turns events of your classes into what is stored, and back. The only one that knows classes: stores and buses carry
 * what it encoded. Thread-safe.
 */
public interface EventCodec {

    /** The types it knows. */
    EventTypes types();

    /**
     * The event as it is stored, without metadata and tags. What is returned can be decoded again.
     *
     * @param event of a class that {@link #types()} knows
     * @param id see {@link EventData#id()}
     * @param occurredAt see {@link EventData#occurredAt()}
     * @throws CodecException if the class is unknown or its content cannot be stored; nothing was stored
     */
    EventData encode(Object event, UUID id, Instant occurredAt);

    /**
     * The event as an object of the class for its type and revision.
     *
     * @throws CodecException if there is no such class or the content does not fit it; never an object with a hole
     */
    Object decode(RecordedEvent event);
}
