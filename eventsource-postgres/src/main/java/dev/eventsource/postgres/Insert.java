// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements that insert events and their tags, each all at once. */
final class Insert {

    private final List<RecordedEvent> events;

    /** @param events with positions one behind the other */
    Insert(List<RecordedEvent> events) {
        this.events = events;
    }

    /** Adds the statements. */
    void addTo(Call call, Map<StreamId, StreamRow> streams) {
        long head = events.get(0).position() - 1;
        EventColumns columns =
                new EventColumns(events.stream().map(RecordedEvent::event).toList());
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(head);
        parameters.add(events.get(0).recordedAt().toString());
        parameters.add(numbers(event -> row(streams, event).id()));
        parameters.add(numbers(event -> row(streams, event).categoryId()));
        parameters.add(numbers(RecordedEvent::version));
        parameters.addAll(columns.parameters());
        call.then("""
                insert into es_event (position, stream_id, category_id, version, recorded_at,
                                      id, type, revision, occurred_at, payload, metadata, tags)
                select ? + w.n, w.stream_id, w.category_id, w.version, ?::timestamptz,
                       w.id, w.type, w.revision, w.occurred_at::timestamptz, w.payload::json, w.metadata::json,
                       w.tags::text[]
                  from unnest(?::bigint[], ?::bigint[], ?::bigint[],
                              ?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
                       with ordinality as w (stream_id, category_id, version,
                                             id, type, revision, occurred_at, payload, metadata, tags, n)""", parameters);
        if (columns.hasTags()) {
            call.then(
                    "insert into es_tag (tag, position) select * from unnest(?::text[], ?::bigint[])",
                    columns.tags(head));
        }
    }

    private static StreamRow row(Map<StreamId, StreamRow> streams, RecordedEvent event) {
        StreamRow row = streams.get(event.stream());
        if (row == null) {
            throw new IllegalStateException("The stream " + event.stream() + " was not read");
        }
        return row;
    }

    private Long[] numbers(LongColumn column) {
        return events.stream().map(column::of).toArray(Long[]::new);
    }

    private interface LongColumn {
        long of(RecordedEvent event);
    }
}
