// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.EventData;
import dev.eventsource.jdbc.JsonColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events column by column, as an insert by {@code unnest} takes them. */
record EventColumns(List<EventData> events) {

    /** Ids, types, revisions, times, payloads, metadata and tags. */
    List<@Nullable Object> parameters() {
        return Arrays.asList(
                events.stream().map(EventData::id).toArray(UUID[]::new),
                texts(EventData::type),
                events.stream().map(event -> (long) event.revision()).toArray(Long[]::new),
                texts(event -> event.occurredAt().toString()),
                texts(event -> event.payload().json()),
                texts(event -> JsonColumns.write(event.metadata())),
                texts(event -> ArrayLiteral.of(event.tags())));
    }

    /** The same of one event as values, but for its tags. */
    static List<@Nullable Object> ofOne(EventData event) {
        return Arrays.asList(
                event.id(),
                event.type(),
                (long) event.revision(),
                event.occurredAt().toString(),
                event.payload().json(),
                JsonColumns.write(event.metadata()));
    }

    boolean hasTags() {
        return events.stream().anyMatch(event -> !event.tags().isEmpty());
    }

    /** The tags of all events, and to which event each belongs, from 1 behind this offset. */
    List<Object> tags(long offset) {
        List<String> tags = new ArrayList<>();
        List<Long> ordinals = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            for (String tag : events.get(i).tags()) {
                tags.add(tag);
                ordinals.add(offset + i + 1);
            }
        }
        return List.of(tags.toArray(String[]::new), ordinals.toArray(Long[]::new));
    }

    private @Nullable String[] texts(Text text) {
        return events.stream().map(text::of).toArray(String[]::new);
    }

    private interface Text {
        @Nullable
        String of(EventData event);
    }
}
