// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.event.EventData;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.UUID;

/**
 * An event on a bus, encoded as it is in the store. Messages of one stream keep their order.
 *
 * @param stream whose event it is; its name is the key of the message
 * @param version in the stream; 0 if it does not come from a store
 * @param position in the log that it comes from; 0 if it comes from none. Two stores have the same positions: what was
 *     handled is known by {@link #id()}, never by this
 * @param recordedAt when a store took it in; {@code occurredAt} if none did
 * @param event what happened
 */
public record Message(StreamId stream, long version, long position, Instant recordedAt, EventData event) {

    public Message {
        if (version < 0 || position < 0) {
            throw new IllegalArgumentException(
                    "A message has a version and a position from 0, not " + version + " and " + position);
        }
    }

    /** What a store has recorded. */
    public static Message of(RecordedEvent recorded) {
        return new Message(
                recorded.stream(), recorded.version(), recorded.position(), recorded.recordedAt(), recorded.event());
    }

    /** What is in no store. */
    public static Message of(StreamId stream, EventData event) {
        return new Message(stream, 0, 0, event.occurredAt(), event);
    }

    /** By which it is the same message, however often it is published and delivered. */
    public UUID id() {
        return event.id();
    }

    /** Messages with the same key keep their order: the name of the stream. */
    public String key() {
        return stream.toString();
    }

    /** As the store of its origin has it. */
    public RecordedEvent recorded() {
        return new RecordedEvent(position, stream, version, recordedAt, event);
    }
}
