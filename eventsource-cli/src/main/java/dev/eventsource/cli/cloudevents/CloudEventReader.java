// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.cloudevents;

import dev.eventsource.cli.input.Limits;
import dev.eventsource.cli.input.SourceEvent;
import dev.eventsource.cli.input.SourceFile;
import dev.eventsource.cli.input.SourceReader;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.StructuredEvent;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudEvents 1.0, one a line: what {@link CloudEventWriter} wrote, or anybody else's.
 *
 * <p>Without the extension {@code stream}, the event belongs to {@code CATEGORY-subject}, or {@code CATEGORY-source}
 * if it has no subject. An id that is no UUID becomes a UUIDv5 over stream, source and id. Without {@code time} it
 * happened when it is first imported. Other attributes become metadata, except what a store decides itself
 * ({@code position}, {@code recordedat}, {@code version}) and {@code dataschema}, which are passed over.
 */
public final class CloudEventReader implements SourceReader {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final SourceFile file;
    private final CloudEventLines lines;
    private final String tenant;
    private final String category;
    private final Clock clock;

    public CloudEventReader(SourceFile file, Limits limits, String tenant, String category, Clock clock) {
        this.file = file;
        this.lines = new CloudEventLines(file, limits.maxItemBytes());
        this.tenant = tenant;
        this.category = category;
        this.clock = clock;
    }

    @Override
    public @Nullable SourceEvent next() {
        String line = lines.next();
        if (line == null) {
            return null;
        }
        try {
            StructuredEvent envelope = StructuredEvent.parse(line);
            if (!envelope.required("specversion").startsWith("1.")) {
                throw new IllegalArgumentException("no CloudEvent of version 1");
            }
            StreamId stream = stream(envelope);
            return new SourceEvent(stream, event(envelope, stream), lines.number());
        } catch (IllegalArgumentException e) {
            throw file.malformed(lines.number(), String.valueOf(e.getMessage()));
        }
    }

    private StreamId stream(StructuredEvent envelope) {
        String name = envelope.attributes().get("stream");
        StreamId stream = name == null
                ? StreamId.of(category, envelope.get("subject").orElseGet(() -> envelope.required("source")))
                : StreamId.parse(name);
        String own = envelope.get("tenant").orElse(stream.tenant());
        if (!own.isEmpty() && !tenant.isEmpty() && !own.equals(tenant)) {
            throw new IllegalArgumentException("the event is of tenant '" + own + "', not of '" + tenant + "'");
        }
        return stream.in(own.isEmpty() ? tenant : own);
    }

    private EventData event(StructuredEvent envelope, StreamId stream) {
        String id = envelope.required("id");
        String source = envelope.required("source");
        return new EventData(
                UUID_TEXT.matcher(id).matches() ? UUID.fromString(id) : EventIds.derived(stream, source + "\n" + id),
                envelope.required("type"),
                envelope.get("revision").map(CloudEventReader::revision).orElse(1),
                envelope.get("time").map(CloudEventReader::time).orElseGet(clock::instant),
                Payload.of(envelope.data()),
                metadata(envelope.attributes()),
                envelope.get("tags").map(StructuredEvent::tags).orElse(Set.of()));
    }

    private static int revision(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the revision '" + text + "' is no number", e);
        }
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "the time '" + text + "' is no date and time like 2011-10-01T00:38:44.546+02:00", e);
        }
    }

    private static Metadata metadata(Map<String, String> attributes) {
        Map<String, String> entries = new TreeMap<>(attributes);
        entries.keySet().removeAll(Metadata.RESERVED);
        return Metadata.of(entries);
    }
}
