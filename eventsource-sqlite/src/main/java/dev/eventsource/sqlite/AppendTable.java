package dev.eventsource.sqlite;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.sqlite.EventRows.StreamRow;
import dev.eventsource.store.AppendBatch;
import dev.eventsource.store.AppendBatch.Place;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Reads what decisions rest on, and inserts what was decided, inside one transaction that holds the write lock. */
final class AppendTable implements AppendBatch.Stored {

    private final Session session;
    private final EventTable events;
    private final Map<StreamId, StreamRow> streams = new HashMap<>();
    private long head;
    private Instant lastRecordedAt = Instant.EPOCH;

    AppendTable(Session session) throws SQLException {
        this.session = session;
        this.events = new EventTable(session);
        PreparedStatement newest =
                session.prepare("select position, recorded_at from es_event order by position desc limit 1");
        try (ResultSet row = newest.executeQuery()) {
            if (row.next()) {
                head = row.getLong(1);
                lastRecordedAt = EventRows.instant(row.getLong(2));
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
        try {
            Optional<StreamRow> row = events.stream(stream);
            row.ifPresent(known -> streams.put(stream, known));
            return row.map(StreamRow::version).orElse(0L);
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    @Override
    public Optional<Place> place(UUID eventId) {
        try {
            PreparedStatement query = session.prepare("""
                    select e.position, e.version, c.tenant, c.category, s.key
                      from es_event e
                      join es_stream s on s.id = e.stream_id
                      join es_category c on c.id = s.category_id
                     where e.id = ?""");
            query.setBytes(1, EventRows.bytes(eventId));
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                StreamId stream = new StreamId(row.getString(3), row.getString(4), row.getString(5));
                return Optional.of(new Place(row.getLong(1), stream, row.getLong(2)));
            }
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
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
            return OptionalLong.empty();
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    private long firstMatch(EventQuery.Alternative alternative, long afterPosition) throws SQLException {
        QuerySql wanted = QuerySql.of(alternative);
        PreparedStatement query;
        int next = 1;
        if (alternative.tags().isEmpty()) {
            query = session.prepare("""
                    select e.position
                      from es_event e
                     where e.position > ? and %s
                     limit 1""".formatted(wanted.condition()));
        } else {
            query = session.prepare("""
                    select e.position
                      from es_tag found
                     cross join es_event e on e.position = found.position
                     where found.tag = ? and found.position > ? and %s
                     limit 1""".formatted(wanted.condition()));
            query.setString(next++, alternative.tags().iterator().next());
        }
        query.setLong(next++, afterPosition);
        wanted.set(query, next);
        return session.number(query, 0);
    }

    /** Inserts the events, in the order of their positions. */
    void insert(List<RecordedEvent> accepted) throws SQLException {
        PreparedStatement insert = session.prepare("""
                insert into es_event (position, stream_id, category_id, version, id, type, revision,
                                      occurred_at, recorded_at, payload, metadata, tags)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        for (RecordedEvent event : accepted) {
            EventRows.write(insert, row(event.stream()), event);
            insert.executeUpdate();
            if (!event.event().tags().isEmpty()) {
                insertTags(event);
            }
        }
    }

    private void insertTags(RecordedEvent event) throws SQLException {
        PreparedStatement insert = session.prepare("insert into es_tag (tag, position) values (?, ?)");
        for (String tag : event.event().tags()) {
            insert.setString(1, tag);
            insert.setLong(2, event.position());
            insert.executeUpdate();
        }
    }

    private StreamRow row(StreamId stream) throws SQLException {
        StreamRow known = streams.get(stream);
        if (known == null) {
            known = create(stream);
            streams.put(stream, known);
        }
        return known;
    }

    private StreamRow create(StreamId stream) throws SQLException {
        PreparedStatement category =
                session.prepare("insert into es_category (tenant, category) values (?, ?) on conflict do nothing");
        category.setString(1, stream.tenant());
        category.setString(2, stream.category());
        category.executeUpdate();
        PreparedStatement insert = session.prepare("""
                insert into es_stream (category_id, key)
                select id, ? from es_category where tenant = ? and category = ?
                returning id, category_id""");
        insert.setString(1, stream.key());
        insert.setString(2, stream.tenant());
        insert.setString(3, stream.category());
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            return new StreamRow(row.getLong(1), row.getLong(2), 0);
        }
    }
}
