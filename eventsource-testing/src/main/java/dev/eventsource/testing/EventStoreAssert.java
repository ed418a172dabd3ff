// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a store of events: choose which, then say what is expected of them. */
public final class EventStoreAssert extends AbstractAssert<EventStoreAssert, EventStore> {

    private static final int PAGE = 1_000;

    private final EventCodec codec;

    EventStoreAssert(EventStore actual, EventCodec codec) {
        super(actual, EventStoreAssert.class);
        this.codec = codec;
    }

    /** The events of this stream, like {@code loan-173688}, from the first one. */
    public EventsAssert stream(String stream) {
        return stream(StreamId.parse(stream));
    }

    /** The events of this stream, from the first one. */
    public EventsAssert stream(StreamId stream) {
        List<RecordedEvent> found = new ArrayList<>();
        List<RecordedEvent> page;
        do {
            page = actual.read(stream, found.size(), PAGE);
            found.addAll(page);
        } while (page.size() == PAGE);
        return new EventsAssert(found, codec, "stream " + stream);
    }

    /** All events, of all streams. */
    public EventsAssert log() {
        return log(EventQuery.all());
    }

    /** The events that the query wants, of all streams. */
    public EventsAssert log(EventQuery query) {
        List<RecordedEvent> found = new ArrayList<>();
        long after = 0;
        EventPage page;
        do {
            page = actual.readAll(query, after, PAGE);
            found.addAll(page.events());
            after = page.through();
        } while (!page.end());
        return new EventsAssert(found, codec, "the log");
    }

    /** The newest event is at this position; 0 if there is none. */
    public EventStoreAssert isAtPosition(long position) {
        long head = actual.head();
        if (head != position) {
            throw failureWithActualExpected(
                    head, position, "The log was expected to end at position %s, and it ends at %s", position, head);
        }
        return this;
    }
}
