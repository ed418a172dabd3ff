// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.EventSourceException;
import dev.eventsource.event.StreamId;

/** There is no such aggregate: no event has created it. Look at the key, or create it. */
public final class AggregateNotFoundException extends EventSourceException {

    private static final long serialVersionUID = 1;

    private final transient StreamId stream;

    private AggregateNotFoundException(StreamId stream, String message) {
        super(message);
        this.stream = stream;
    }

    static AggregateNotFoundException noEvents(StreamId stream) {
        return new AggregateNotFoundException(stream, "There is no " + stream + ": its stream has no events");
    }

    static AggregateNotFoundException notYet(StreamId stream, Object when) {
        return new AggregateNotFoundException(stream, "There was no " + stream + " as of " + when);
    }

    static AggregateNotFoundException notCreated(StreamId stream) {
        return new AggregateNotFoundException(
                stream, stream + " was not created: no event has happened to it yet, so it has no state");
    }

    /** Which one. */
    public StreamId stream() {
        return stream;
    }
}
