// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;

/**
 * Turns events of your classes into what is stored, and back. The only one that knows classes: stores and buses carry
 * what it encoded. Thread-safe.
 */
public interface EventCodec {

    /** The types it knows. */
    EventTypes types();

    /**
     * The event as it is stored, with the tags it says itself ({@link Tagged}) and without metadata. What is returned can
     * be decoded again.
     *
     * @param event of a class that {@link #types()} knows
     * @param id see {@link EventData#id()}
     * @param occurredAt see {@link EventData#occurredAt()}
     * @throws CodecException if the class is unknown or its content cannot be stored; nothing was stored
     */
    EventData encode(Object event, UUID id, Instant occurredAt);

    /**
     * What the event means today, as objects of the classes that are known: usually one. None if such a fact no longer
     * counts, several if what was one fact then is several now.
     *
     * @throws CodecException if there is no class for it or the content does not fit; never an object with a hole
     */
    List<Object> decode(RecordedEvent event);

    /**
     * Every name under which events may be stored that mean one of these classes today: names they had before, and types
     * that are turned into theirs, included.
     *
     * @param events classes, or sealed ones above them
     * @throws IllegalArgumentException if a class is unknown
     */
    SortedSet<String> storedNames(Class<?>... events);

    /**
     * The same for events that go to this storage, or come from it: personal data of the tenant whose view it is, and inside a
     * transaction as part of that.
     */
    default EventCodec on(Storage storage) {
        return this;
    }

    /** All events that mean one of these classes today; see {@link #storedNames}. */
    default EventQuery query(Class<?>... events) {
        return EventQuery.all().ofType(storedNames(events).toArray(String[]::new));
    }
}
