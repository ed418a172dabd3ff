// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.AppendRows;
import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.sqlite.EventRows.StreamRow;
import dev.eventsource.store.AppendBatch.Place;
import dev.eventsource.store.AppendResult;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Reads what decisions rest on, and inserts what was decided, inside a transaction that holds the write lock.
 *
 * <p>How it works: what was read is remembered for the next transaction on the same connection, as long as nobody else
 * has committed in between: {@code pragma data_version} says so under the lock
 * (sqlite.org/pragma.html#pragma_data_version).
 */
final class AppendTable implements AppendRows {

    private static final int MAX_STREAMS = 10_000;

    private final Session session;
    private final EventTable events;
    private final Map<StreamId, StreamRow> streams = new HashMap<>();
    private final Map<UUID, Place> places = new HashMap<>();
    private long dataVersion = -1;
    private long head;
    private Instant lastRecordedAt = Instant.EPOCH;

    AppendTable(Session session) {
        this.session = session;
        this.events = new EventTable(session);
    }

    /** One append inside a transaction of somebody's. */
    static AppendResult append(Session session, Append append, Clock clock) throws SQLException {
        AppendTable table = new AppendTable(session);
        table.refresh();
        return table.decideAndInsert(append, clock);
    }

    /** At the begin of a transaction: keeps what was remembered if it is still so. */
    void refresh() throws SQLException {
        places.clear();
        long now = session.number(session.prepare("pragma data_version"), 0);
        if (now != dataVersion || streams.size() > MAX_STREAMS) {
            readHead();
            dataVersion = now;
        }
    }

    /** After anything that was not inserted here, or was rolled back. */
    void forget() {
        dataVersion = -1;
    }

    @Override
    public void lookUpIds(List<Append> appends) throws SQLException {
        for (Append append : appends) {
            for (Write write : append.writes()) {
                for (EventData event : write.events()) {
                    lookUpId(event.id());
                }
            }
        }
    }

    private void readHead() throws SQLException {
        streams.clear();
        head = 0;
        lastRecordedAt = Instant.EPOCH;
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
        StreamRow known = streams.get(stream);
        if (known != null) {
            return known.version();
        }
        try {
            Optional<StreamRow> row = events.stream(stream);
            row.ifPresent(found -> streams.put(stream, found));
            return row.map(StreamRow::version).orElse(0L);
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    @Override
    public Optional<Place> place(UUID eventId) {
        return Optional.ofNullable(places.get(eventId));
    }

    private void lookUpId(UUID id) throws SQLException {
        PreparedStatement query = session.prepare("""
                select e.position, e.version, c.tenant, c.category, s.key
                  from es_event e
                  join es_stream s on s.id = e.stream_id
                  join es_category c on c.id = s.category_id
                 where e.id = ?""");
        query.setBytes(1, EventRows.bytes(id));
        try (ResultSet row = query.executeQuery()) {
            if (row.next()) {
                StreamId stream = new StreamId(row.getString(3), row.getString(4), row.getString(5));
                places.put(id, new Place(row.getLong(1), stream, row.getLong(2)));
            }
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
        QuerySql wanted = QuerySql.of(alternative, events, false);
        PreparedStatement query = session.prepare("""
                select e.position
                  from %1$s
                 where %2$s > ? and %3$s
                 limit 1""".formatted(wanted.from(), wanted.position(), wanted.condition()));
        query.setLong(1, afterPosition);
        wanted.set(query, 2);
        return session.number(query, 0);
    }

    @Override
    public void insert(List<RecordedEvent> accepted) throws SQLException {
        PreparedStatement insert = session.prepare("""
                insert into es_event (position, stream_id, category_id, version, id, type, revision,
                                      occurred_at, recorded_at, payload, metadata, tags)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        for (RecordedEvent event : accepted) {
            StreamRow stream = row(event.stream());
            EventRows.write(insert, stream, event);
            insert.executeUpdate();
            if (!event.event().tags().isEmpty()) {
                insertTags(event);
            }
            streams.put(event.stream(), stream.at(event.version()));
            head = event.position();
            lastRecordedAt = event.recordedAt();
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
        return known == null ? create(stream) : known;
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
