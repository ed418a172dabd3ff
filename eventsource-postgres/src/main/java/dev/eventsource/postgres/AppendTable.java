// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.AppendCondition.StreamAt;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.AppendRows;
import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.postgres.Call.Answers;
import dev.eventsource.store.AppendBatch.Place;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Reads what decisions rest on, and inserts what was decided, inside one transaction that holds the append lock.
 *
 * <p>How it works: {@link #refresh} reads the head and all the versions of a batch in one round trip, {@link #insert}
 * writes everything and ends in another. Nothing is remembered for the next transaction: other processes write too.
 */
final class AppendTable implements AppendRows {

    private static final int NEAR = 500;
    private static final int MAX_CHUNK = 2_000_000;
    private static final StreamRow NONE = new StreamRow(0, 0, 0);

    private final Connection connection;
    private final Schema schema;
    private final Ending ending;
    private final Map<StreamId, StreamRow> streams = new HashMap<>();
    private final Map<UUID, Place> places = new HashMap<>();
    private Instant lastRecordedAt = Instant.EPOCH;
    private long head;
    private long lastStream;
    private long lastCategory;

    /** @param ending what to send behind the last insert, in the same round trip */
    AppendTable(Connection connection, Schema schema, Ending ending) {
        this.connection = connection;
        this.schema = schema;
        this.ending = ending;
    }

    /** Reads what deciding these appends takes. */
    void refresh(List<Append> appends) throws SQLException {
        Set<StreamId> wanted = new LinkedHashSet<>();
        for (Append append : appends) {
            append.writes().forEach(write -> wanted.add(write.stream()));
            for (AppendCondition condition : append.conditions()) {
                if (condition instanceof StreamAt at) {
                    wanted.add(at.stream());
                }
            }
        }
        Call call = new Call(connection, schema).then("""
                select (select coalesce(max(id), 0) from es_stream), (select coalesce(max(id), 0) from es_category)""").then("""
                select position, recorded_at from es_event order by position desc limit 1""");
        try (Answers answers = StreamRow.lookUp(call, schema, wanted).send()) {
            readHead(answers);
            readStreams(answers.next());
        }
    }

    private void readHead(Answers answers) throws SQLException {
        try (ResultSet row = answers.next()) {
            row.next();
            lastStream = row.getLong(1);
            lastCategory = row.getLong(2);
        }
        try (ResultSet row = answers.next()) {
            boolean any = row.next();
            head = any ? row.getLong(1) : 0;
            lastRecordedAt = any ? EventRows.instant(row, 2) : Instant.EPOCH;
        }
    }

    private void readStreams(ResultSet row) throws SQLException {
        while (row.next()) {
            StreamId stream = new StreamId(row.getString("tenant"), row.getString("category"), row.getString("key"));
            streams.put(stream, StreamRow.read(row));
        }
    }

    @Override
    public void lookUpIds(List<Append> appends) throws SQLException {
        UUID[] ids = appends.stream()
                .flatMap(append -> append.writes().stream())
                .flatMap((Write write) -> write.events().stream())
                .map(EventData::id)
                .toArray(UUID[]::new);
        Call call = new Call(connection, schema).then("""
                select e.id, e.position, e.version, c.tenant, c.category, s.key
                  from unnest(?::uuid[]) w (id)
                 cross join lateral (select * from es_event e where e.id = w.id limit 1) e
                 cross join lateral (select s.key from es_stream s where s.id = e.stream_id limit 1) s
                 cross join lateral (select c.tenant, c.category from es_category c where c.id = e.category_id limit 1) c
                """, (Object) ids);
        try (Answers answers = call.send();
                ResultSet row = answers.next()) {
            while (row.next()) {
                StreamId stream = new StreamId(row.getString(4), row.getString(5), row.getString(6));
                places.put(row.getObject(1, UUID.class), new Place(row.getLong(2), stream, row.getLong(3)));
            }
        }
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public Instant lastRecordedAt() {
        return lastRecordedAt;
    }

    @Override
    public long version(StreamId stream) {
        StreamRow row = streams.get(stream);
        if (row == null) {
            throw new IllegalStateException("The version of " + stream + " was not read");
        }
        return row.version();
    }

    @Override
    public Optional<Place> place(UUID eventId) {
        return Optional.ofNullable(places.get(eventId));
    }

    /** One statement for each alternative, so that each finds its index. */
    @Override
    public OptionalLong firstMatch(EventQuery query, long afterPosition) {
        if (afterPosition >= head) {
            return OptionalLong.empty();
        }
        try {
            for (EventQuery.Alternative alternative : query.alternatives()) {
                long position = firstMatch(alternative, afterPosition);
                if (position > 0) {
                    return OptionalLong.of(position);
                }
            }
            checkReadable(afterPosition);
            return OptionalLong.empty();
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    /** Nothing was found: that is an answer only if everything is there to be found. */
    private void checkReadable(long after) throws SQLException {
        if (!schema.isPartitioned() || after / schema.range() == (head - 1) / schema.range()) {
            return;
        }
        Call call = new Call(connection, schema);
        try (Answers answers = Archived.askRanges(call, schema, after, head).send()) {
            Archived.checkRanges(answers, schema, head);
        }
    }

    private long firstMatch(EventQuery.Alternative alternative, long afterPosition) throws SQLException {
        EventTable names = new EventTable(connection, schema, Plans.HELD);
        QuerySql wanted = QuerySql.of(alternative, names, head - afterPosition <= NEAR);
        Call call = new Call(connection, schema)
                .then(
                        """
                select coalesce((select %2$s from %1$s where %2$s > ? and %3$s limit 1), 0)""".formatted(wanted.from(), wanted.position(), wanted.condition()),
                        List.of(afterPosition),
                        wanted.parameters().toArray());
        try (Answers answers = call.send()) {
            return answers.number();
        }
    }

    @Override
    public void insert(List<RecordedEvent> accepted) throws SQLException {
        Call call = new Call(connection, schema);
        createStreams(call, accepted);
        int from = 0;
        while (from < accepted.size()) {
            int to = endOfChunk(accepted, from);
            new Insert(accepted.subList(from, to)).addTo(call, streams);
            from = to;
            if (from < accepted.size()) {
                call.send().close();
                call = new Call(connection, schema);
            }
        }
        ending.addTo(call, !accepted.isEmpty());
        call.send().close();
    }

    /** A message to the server has at most 1 GB, and is built in memory: an append of many large events goes in parts. */
    private static int endOfChunk(List<RecordedEvent> events, int from) {
        long characters = 0;
        int to = from;
        while (to < events.size() && (to == from || characters < MAX_CHUNK)) {
            characters += events.get(to).event().payload().json().length();
            to++;
        }
        return to;
    }

    private void createStreams(Call call, List<RecordedEvent> accepted) {
        Map<Category, Long> categories = new LinkedHashMap<>();
        Map<StreamId, StreamRow> created = new LinkedHashMap<>();
        for (RecordedEvent event : accepted) {
            StreamId stream = event.stream();
            StreamRow known = streams.getOrDefault(stream, NONE);
            if (known.id() == 0) {
                long category = known.categoryId() > 0
                        ? known.categoryId()
                        : categories.computeIfAbsent(
                                new Category(stream.tenant(), stream.category()), c -> ++lastCategory);
                StreamRow row = new StreamRow(++lastStream, category, 0);
                created.put(stream, row);
                streams.put(stream, row);
            }
        }
        if (!categories.isEmpty()) {
            call.then(
                    "insert into es_category (id, tenant, category) select * from unnest(?::bigint[], ?::text[], ?::text[])",
                    categories.values().toArray(Long[]::new),
                    categories.keySet().stream().map(Category::tenant).toArray(String[]::new),
                    categories.keySet().stream().map(Category::category).toArray(String[]::new));
        }
        if (!created.isEmpty()) {
            call.then(
                    "insert into es_stream (id, category_id, key) select * from unnest(?::bigint[], ?::bigint[], ?::text[])",
                    created.values().stream().map(StreamRow::id).toArray(Long[]::new),
                    created.values().stream().map(StreamRow::categoryId).toArray(Long[]::new),
                    created.keySet().stream().map(StreamId::key).toArray(String[]::new));
        }
    }

    private record Category(String tenant, String category) {}

    /** What is sent behind the last insert, in the same round trip. */
    @FunctionalInterface
    interface Ending {
        void addTo(Call call, boolean anythingInserted);
    }
}
