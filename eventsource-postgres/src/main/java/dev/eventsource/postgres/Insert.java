package dev.eventsource.postgres;

import dev.eventsource.event.EventData;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.JsonColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events as columns: one statement inserts all of them, and another one their tags. */
final class Insert {

    private final List<RecordedEvent> events;

    /** @param events with positions one behind the other */
    Insert(List<RecordedEvent> events) {
        this.events = events;
    }

    /** Adds the statements. */
    void addTo(Call call, Map<StreamId, StreamRow> streams) {
        call.then(
                """
                insert into es_event (position, stream_id, category_id, version, id, type, revision, occurred_at,
                                      recorded_at, payload, metadata, tags)
                select ? + w.n, w.stream_id, w.category_id, w.version, w.id, w.type, w.revision, w.occurred_at::timestamptz,
                       ?::timestamptz, w.payload::json, w.metadata::json, w.tags::text[]
                  from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::uuid[], ?::text[], ?::bigint[], ?::text[],
                              ?::text[], ?::text[], ?::text[])
                       with ordinality as w (stream_id, category_id, version, id, type, revision, occurred_at,
                                             payload, metadata, tags, n)""",
                events.get(0).position() - 1,
                events.get(0).recordedAt().toString(),
                numbers(event -> row(streams, event).id()),
                numbers(event -> row(streams, event).categoryId()),
                numbers(RecordedEvent::version),
                events.stream().map(event -> event.event().id()).toArray(UUID[]::new),
                texts(EventData::type),
                numbers(event -> event.event().revision()),
                texts(event -> event.occurredAt().toString()),
                texts(event -> event.payload().json()),
                texts(event -> JsonColumns.write(event.metadata())),
                texts(event -> ArrayLiteral.of(event.tags())));
        addTags(call);
    }

    private void addTags(Call call) {
        List<String> tags = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        for (RecordedEvent event : events) {
            for (String tag : event.event().tags()) {
                tags.add(tag);
                positions.add(event.position());
            }
        }
        if (!tags.isEmpty()) {
            call.then(
                    "insert into es_tag (tag, position) select * from unnest(?::text[], ?::bigint[])",
                    tags.toArray(String[]::new),
                    positions.toArray(Long[]::new));
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

    private @Nullable String[] texts(TextColumn column) {
        return events.stream().map(event -> column.of(event.event())).toArray(String[]::new);
    }

    private interface LongColumn {
        long of(RecordedEvent event);
    }

    private interface TextColumn {
        @Nullable
        String of(EventData event);
    }
}
