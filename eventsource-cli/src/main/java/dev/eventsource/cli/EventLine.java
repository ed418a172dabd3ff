// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.event.EventData;
import dev.eventsource.event.RecordedEvent;
import java.util.stream.Collectors;

/** One stored event on one line: as JSON for machines, or short for people. */
final class EventLine {

    private static final int SHOWN = 160;

    private EventLine() {}

    /** Everything that is stored. Line breaks between the tokens of a payload become spaces, which mean the same. */
    static String json(RecordedEvent recorded) {
        EventData event = recorded.event();
        JsonObject metadata = new JsonObject();
        event.metadata().entries().forEach(metadata::put);
        return new JsonObject()
                .put("position", recorded.position())
                .put("stream", recorded.stream().toString())
                .put("version", recorded.version())
                .put("recordedAt", recorded.recordedAt().toString())
                .put("id", event.id().toString())
                .put("type", event.type())
                .put("revision", event.revision())
                .put("occurredAt", event.occurredAt().toString())
                .putJson(
                        "tags",
                        event.tags().stream()
                                .sorted()
                                .map(JsonObject::quote)
                                .collect(Collectors.joining(",", "[", "]")))
                .putJson("metadata", metadata.toString())
                .putJson("data", onOneLine(event.payload().json()))
                .toString();
    }

    /** What matters, and the beginning of the payload. */
    static String text(RecordedEvent recorded) {
        String json = onOneLine(recorded.event().payload().json());
        return "%9d  %-27s  %-22s  %5d  %-30s  %s"
                .formatted(
                        recorded.position(),
                        recorded.event().occurredAt(),
                        recorded.stream(),
                        recorded.version(),
                        recorded.event().type(),
                        json.length() <= SHOWN ? json : json.substring(0, SHOWN) + "…");
    }

    /** What stands above. */
    static String header() {
        return "%9s  %-27s  %-22s  %5s  %-30s  %s".formatted("POSITION", "OCCURRED", "STREAM", "VERS.", "TYPE", "DATA");
    }

    private static String onOneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ').strip();
    }
}
