// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.StructuredEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a message looks on every bus: CloudEvents 1.0 (https://github.com/cloudevents/spec) in binary mode, with
 * {@code source} the tenant and category, {@code subject} the key and {@code time} the {@code occurredAt}; stream,
 * tenant, revision, tags, version, position, recordedat and the metadata are extensions. Structured mode in JSON is read
 * too.
 */
public final class CloudEvents {

    /** The content type of all data. */
    public static final String JSON = "application/json";

    /** The content type of what has everything in its data. */
    public static final String STRUCTURED = "application/cloudevents+json";

    /** Under which a bus hands over the content type, in binary mode and in structured mode. */
    public static final String CONTENT_TYPE = "datacontenttype";

    private CloudEvents() {}

    /** The message in binary mode. */
    public static Envelope envelope(Message message) {
        StreamId stream = message.stream();
        EventData event = message.event();
        TreeMap<String, String> attributes = new TreeMap<>(event.metadata().entries());
        attributes.put("specversion", "1.0");
        attributes.put("id", event.id().toString());
        attributes.put("source", source(stream));
        attributes.put("type", event.type());
        attributes.put("subject", stream.key());
        attributes.put("time", event.occurredAt().toString());
        attributes.put(CONTENT_TYPE, JSON);
        attributes.put("revision", Integer.toString(event.revision()));
        attributes.put("stream", stream.in("").toString());
        attributes.put("recordedat", message.recordedAt().toString());
        if (!stream.tenant().isEmpty()) {
            attributes.put("tenant", stream.tenant());
        }
        if (!event.tags().isEmpty()) {
            attributes.put("tags", StructuredEvent.tags(event.tags()));
        }
        if (message.version() > 0) {
            attributes.put("version", Long.toString(message.version()));
        }
        if (message.position() > 0) {
            attributes.put("position", Long.toString(message.position()));
        }
        return new Envelope(attributes, event.payload().json().getBytes(StandardCharsets.UTF_8));
    }

    /** The message in structured mode, as JSON. */
    public static String structured(Message message) {
        return StructuredEvent.write(
                envelope(message).attributes(), message.event().payload().json());
    }

    /** Where events of this stream come from: the tenant, if there is one, and the category. */
    public static String source(StreamId stream) {
        return (stream.tenant().isEmpty() ? "/" : "/" + stream.tenant() + "/") + stream.category();
    }

    /**
     * The messages in binary mode.
     *
     * @throws IllegalArgumentException if one is larger than this many bytes
     */
    public static List<Envelope> envelopes(List<Message> messages, int maxBytes) {
        List<Envelope> envelopes = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Envelope envelope = envelope(message);
            if (envelope.bytes() > maxBytes) {
                throw new IllegalArgumentException("Message " + message.id() + " has " + envelope.bytes()
                        + " bytes with its attributes; this bus takes at most " + maxBytes
                        + " (BusOptions.maxMessageBytes). Store large data elsewhere and refer to it");
            }
            envelopes.add(envelope);
        }
        return envelopes;
    }

    /**
     * What {@link #envelope} made, or somebody else who follows the same convention.
     *
     * @throws MalformedMessageException if it is something else; it says what is wrong but shows no content
     */
    public static Message message(Envelope envelope) {
        try {
            if (isStructured(envelope)) {
                StructuredEvent structured = parsed(text(envelope.data()));
                return message(structured.attributes(), structured.data());
            }
            return message(envelope.attributes(), text(envelope.data()));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("No message of ours: " + e.getMessage(), e);
        }
    }

    /** What is said of the message, in whichever mode; what the envelope says if it cannot be read. */
    static Map<String, String> attributes(Envelope envelope) {
        if (!isStructured(envelope)) {
            return envelope.attributes();
        }
        try {
            return parsed(text(envelope.data())).attributes();
        } catch (IllegalArgumentException e) {
            return envelope.attributes();
        }
    }

    private static boolean isStructured(Envelope envelope) {
        return envelope.attributes().getOrDefault(CONTENT_TYPE, JSON).startsWith(STRUCTURED);
    }

    /** A parser's complaint may quote what it could not read. */
    private static StructuredEvent parsed(String json) {
        try {
            return StructuredEvent.parse(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its data is no CloudEvent in JSON", e);
        }
    }

    private static Message message(Map<String, String> attributes, String data) {
        if (!required(attributes, "specversion").startsWith("1.")) {
            throw new IllegalArgumentException("it is no CloudEvent of version 1");
        }
        String contentType = attributes.getOrDefault(CONTENT_TYPE, JSON);
        if (!contentType.startsWith(JSON)) {
            throw new IllegalArgumentException("its data is of another type than " + JSON);
        }
        StreamId stream = StreamId.parse(required(attributes, "stream"));
        @Nullable String tenant = attributes.get("tenant");
        Instant occurredAt = instant(required(attributes, "time"));
        @Nullable String recordedAt = attributes.get("recordedat");
        @Nullable String tags = attributes.get("tags");
        EventData event = new EventData(
                id(required(attributes, "id")),
                required(attributes, "type"),
                (int) number(attributes, "revision", 1, Integer.MAX_VALUE),
                occurredAt,
                // how large it may be, the bus has said when it was published
                Payload.of(data, Integer.MAX_VALUE),
                metadata(attributes),
                tags == null ? Set.of() : StructuredEvent.tags(tags));
        return new Message(
                tenant == null ? stream : stream.in(tenant),
                number(attributes, "version", 0, Long.MAX_VALUE),
                number(attributes, "position", 0, Long.MAX_VALUE),
                recordedAt == null ? occurredAt : instant(recordedAt),
                event);
    }

    private static String required(Map<String, String> attributes, String name) {
        String value = attributes.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the attribute '" + name + "' is missing");
        }
        return value;
    }

    private static long number(Map<String, String> attributes, String name, long absent, long max) {
        @Nullable String text = attributes.get(name);
        try {
            long number = text == null ? absent : Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the attribute '" + name + "' is no number", e);
        }
        throw new IllegalArgumentException("the attribute '" + name + "' is out of range");
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time is no date and time like 2011-10-01T00:38:44.546+02:00", e);
        }
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the id is no UUID", e);
        }
    }

    private static Metadata metadata(Map<String, String> attributes) {
        Map<String, String> entries = new TreeMap<>(attributes);
        entries.keySet().removeAll(Metadata.RESERVED);
        return Metadata.of(entries);
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("its data is no UTF-8", e);
        }
    }
}
