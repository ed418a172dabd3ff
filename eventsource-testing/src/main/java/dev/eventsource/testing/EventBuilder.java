// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * An event where a test needs one and most of it does not matter: what is not said is position 1, version 1, stream
 * {@code test-1}, 2026-01-01T00:00:00Z, and a new id. Immutable.
 *
 * <pre>{@code
 * RecordedEvent approved = EventBuilder.of(CODEC, new Approved("Grace")).by("grace").inStream("loan-1").recorded();
 * EventData old = EventBuilder.of("LoanApproved", "{\"by\":\"Grace\"}").revision(1).data();
 * }</pre>
 */
public final class EventBuilder {

    /** When events occur and are recorded of which a test does not say it. */
    public static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private static final StreamId STREAM = StreamId.of("test", "1");

    private final RecordedEvent event;

    private EventBuilder(RecordedEvent event) {
        this.event = event;
    }

    /** One of your classes, as the codec stores it, with the tags that it says itself. */
    public static EventBuilder of(EventCodec codec, Object event) {
        return of(codec.encode(event, EventIds.next(), TIME));
    }

    /** One of any type, with this JSON text: as an older program, or another one, has stored it. */
    public static EventBuilder of(String type, String json) {
        return of(EventData.of(EventIds.next(), type, TIME, Payload.of(json)));
    }

    private static EventBuilder of(EventData data) {
        return new EventBuilder(new RecordedEvent(1, STREAM, 1, TIME, data));
    }

    /** With this id; else it has a new one. */
    public EventBuilder id(UUID id) {
        EventData data = data();
        return with(new EventData(
                id, data.type(), data.revision(), data.occurredAt(), data.payload(), data.metadata(), data.tags()));
    }

    /** Of this revision of its type; else of today's, or of 1 if it is given as text. */
    public EventBuilder revision(int revision) {
        EventData data = data();
        return with(new EventData(
                data.id(), data.type(), revision, data.occurredAt(), data.payload(), data.metadata(), data.tags()));
    }

    /** It occurred then, and is recorded then unless {@link #recordedAt} says otherwise afterwards. */
    public EventBuilder occurredAt(Instant time) {
        EventData data = data();
        return with(new EventData(
                        data.id(), data.type(), data.revision(), time, data.payload(), data.metadata(), data.tags()))
                .recordedAt(time);
    }

    /** One more entry of its metadata. */
    public EventBuilder metadata(String name, String value) {
        return with(data().withMetadata(data().metadata().with(name, value)));
    }

    /** Done by this user or system; see {@link Metadata#ACTOR}. */
    public EventBuilder by(String actor) {
        return metadata(Metadata.ACTOR, actor);
    }

    /** With exactly these tags. */
    public EventBuilder tagged(String... tags) {
        return with(data().withTags(Set.of(tags)));
    }

    /** In this stream, like {@code loan-173688}. */
    public EventBuilder inStream(String stream) {
        return inStream(StreamId.parse(stream));
    }

    /** In this stream; else in {@code test-1}. */
    public EventBuilder inStream(StreamId stream) {
        return new EventBuilder(
                new RecordedEvent(event.position(), stream, event.version(), event.recordedAt(), data()));
    }

    /** At this version of its stream; else at 1. */
    public EventBuilder atVersion(long version) {
        return new EventBuilder(
                new RecordedEvent(event.position(), event.stream(), version, event.recordedAt(), data()));
    }

    /** At this place of the log; else at 1. */
    public EventBuilder atPosition(long position) {
        return new EventBuilder(
                new RecordedEvent(position, event.stream(), event.version(), event.recordedAt(), data()));
    }

    /** Recorded then; else when it occurred. */
    public EventBuilder recordedAt(Instant time) {
        return new EventBuilder(new RecordedEvent(event.position(), event.stream(), event.version(), time, data()));
    }

    /** To be appended. */
    public EventData data() {
        return event.event();
    }

    /** As if it was stored. */
    public RecordedEvent recorded() {
        return event;
    }

    private EventBuilder with(EventData data) {
        return new EventBuilder(
                new RecordedEvent(event.position(), event.stream(), event.version(), event.recordedAt(), data));
    }
}
