// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event, or the state in a document or snapshot, could not be encoded or decoded: name its type to the codec, repair
 * the class, or write an upcaster for content of an older shape. The message and the accessors say where; the content itself is in neither, nor in a
 * cause.
 */
public final class CodecException extends EventSourceException {

    private static final long serialVersionUID = 1;

    private final String type;
    private final int revision;
    private final String field;
    private final transient @Nullable Place place;

    private CodecException(String message, String type, int revision, String field, @Nullable Place place) {
        super(message);
        this.type = type;
        this.revision = revision;
        this.field = field;
        this.place = place;
    }

    /**
     * A stored event that cannot be decoded.
     *
     * @param field where in the payload, like {@code items[2].price}; empty for the whole
     * @param reason without content of the payload
     */
    public static CodecException decoding(RecordedEvent recorded, String field, String reason) {
        EventData event = recorded.event();
        Place place = new Place(recorded.position(), recorded.stream(), recorded.version());
        String message = "Event at position %d (stream %s, version %d, type %s, revision %d)%s: %s"
                .formatted(
                        place.position, place.stream, place.version, event.type(), event.revision(), at(field), reason);
        return new CodecException(message, event.type(), event.revision(), field, place);
    }

    /** An event that cannot be encoded; see {@link #decoding}. */
    public static CodecException encoding(String type, int revision, String field, String reason) {
        String message = "Event of type %s, revision %d%s: %s".formatted(type, revision, at(field), reason);
        return new CodecException(message, type, revision, field, null);
    }

    /**
     * A state that cannot be encoded or decoded; see {@link #decoding}.
     *
     * @param place where it is stored; empty if it was being encoded
     */
    public static CodecException state(Class<?> type, String place, String field, String reason) {
        String message = "State of %s%s%s: %s"
                .formatted(type.getName(), place.isEmpty() ? "" : " in " + place, at(field), reason);
        return new CodecException(message, type.getName(), 0, field, null);
    }

    /** Where the event is stored; empty if it was being encoded, or is a state. */
    public Optional<Place> place() {
        return Optional.ofNullable(place);
    }

    /** The event's type; the class's name if it was being encoded and has none, or is a state. */
    public String type() {
        return type;
    }

    /** The event's revision; 0 if it was being encoded and has none, or is a state. */
    public int revision() {
        return revision;
    }

    /** Where in the payload, like {@code items[2].price}; empty if the whole is meant. */
    public String field() {
        return field;
    }

    private static String at(String field) {
        return field.isEmpty() ? "" : ", field " + field;
    }

    /** Where a stored event is found. */
    public record Place(long position, StreamId stream, long version) {}
}
