// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.util.List;

/**
 * Where assertions on what is stored begin; {@code import static} its {@code assertThat} beside AssertJ's own.
 *
 * <pre>{@code
 * assertThat(storage, CODEC).stream("loan-1")
 *         .isAtVersion(2)
 *         .hasEvents(new Submitted("Ada"), new Approved("Grace"));
 * assertThat(storage, CODEC).stream("loan-1").last().isTagged("applicant:ada").isBy("grace");
 * }</pre>
 */
public final class EventSourceAssertions {

    private EventSourceAssertions() {}

    /** On the events of this storage, which this codec reads. */
    public static EventStoreAssert assertThat(Storage storage, EventCodec codec) {
        return assertThat(storage.events(), codec);
    }

    /** On the events of this store, which this codec reads. */
    public static EventStoreAssert assertThat(EventStore store, EventCodec codec) {
        return new EventStoreAssert(store, codec);
    }

    /** On these events, which this codec reads. */
    public static EventsAssert assertThat(List<RecordedEvent> events, EventCodec codec) {
        return new EventsAssert(events, codec, "the events");
    }

    /** On this event, which this codec reads. */
    public static EventAssert assertThat(RecordedEvent event, EventCodec codec) {
        return new EventAssert(event, codec);
    }
}
