// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.cloudevents;

import dev.eventsource.bus.CloudEvents;
import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.event.EventData;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.StructuredEvent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes an event as one line of CloudEvents 1.0 JSON: everything that its writer said, nothing of where the store
 * put it, so that the same events give the same bytes from every backend.
 *
 * <p>{@code source} is the tenant and category, {@code subject} the key, {@code time} is {@code occurredAt}; the
 * extensions are {@code revision}, {@code stream} (without the tenant), {@code tenant} if there is one, {@code tags}
 * (a JSON array as text) if there are any, then the metadata, sorted by name. The payload stands in {@code data}, to
 * the byte. A payload that does not fit on a line as it is, because there is a line break between its tokens or space
 * around it, stands in {@code data_base64} instead: the same bytes in the form that CloudEvents provides.
 */
public final class CloudEventWriter {

    private CloudEventWriter() {}

    /** The line, without its end. */
    public static String line(RecordedEvent recorded) {
        StreamId stream = recorded.stream();
        EventData event = recorded.event();
        JsonObject line = new JsonObject()
                .put("specversion", "1.0")
                .put("id", event.id().toString())
                .put("source", CloudEvents.source(stream))
                .put("type", event.type())
                .put("subject", stream.key())
                .put("time", event.occurredAt().toString())
                .put("datacontenttype", "application/json")
                .put("revision", event.revision())
                .put("stream", stream.in("").toString());
        if (!stream.tenant().isEmpty()) {
            line.put("tenant", stream.tenant());
        }
        if (!event.tags().isEmpty()) {
            line.put("tags", StructuredEvent.tags(event.tags()));
        }
        event.metadata().entries().forEach(line::put);
        String json = event.payload().json();
        return (fitsOnALine(json)
                        ? line.putJson("data", json)
                        : line.put(
                                "data_base64",
                                Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8))))
                .toString();
    }

    private static boolean fitsOnALine(String json) {
        return json.indexOf('\n') < 0
                && json.indexOf('\r') < 0
                && json.charAt(0) > ' '
                && json.charAt(json.length() - 1) > ' ';
    }
}
