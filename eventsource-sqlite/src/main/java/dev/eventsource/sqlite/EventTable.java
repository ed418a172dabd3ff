// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.EventReader;
import dev.eventsource.sqlite.EventRows.StreamRow;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the log on one connection: what readers do by themselves and transactions do inside. */
final class EventTable implements EventReader, QuerySql.Names {

    /** A page ends when its payloads have this many UTF-16 units. */
    private static final long MAX_PAGE_CHARACTERS = 8_000_000;

    private final Session session;

    EventTable(Session session) {
        this.session = session;
    }

    @Override
    public long head() throws SQLException {
        return session.number(session.prepare("select coalesce(max(position), 0) from es_event"), 0);
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) throws SQLException {
        PreparedStatement query = session.prepare("""
                select %s
                  from es_category c
                  join es_stream s on s.category_id = c.id
                  join es_event e on e.stream_id = s.id
                 where c.tenant = ? and c.category = ? and s.key = ? and e.version > ?
                 order by e.version
                 limit ?""".formatted(EventRows.COLUMNS));
        return stretch(query, stream, afterVersion, limit);
    }

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) throws SQLException {
        PreparedStatement query = session.prepare("""
                select %s
                  from es_category c
                  join es_stream s on s.category_id = c.id
                  join es_event e on e.stream_id = s.id
                 where c.tenant = ? and c.category = ? and s.key = ? and e.version < ?
                 order by e.version desc
                 limit ?""".formatted(EventRows.COLUMNS));
        return stretch(query, stream, beforeVersion, limit);
    }

    private static List<RecordedEvent> stretch(PreparedStatement query, StreamId stream, long version, int limit)
            throws SQLException {
        query.setString(1, stream.tenant());
        query.setString(2, stream.category());
        query.setString(3, stream.key());
        query.setLong(4, version);
        query.setInt(5, limit);
        return events(query, Long.MAX_VALUE);
    }

    /** The head is read first, so that the page never claims to have looked further than it has. */
    @Override
    public EventPage readAll(EventQuery query, long after, int limit) throws SQLException {
        long head = head();
        if (after >= head) {
            return new EventPage(after, after, true, List.of());
        }
        long last = Math.min(head, after + EventStore.MAX_STRETCH);
        List<RecordedEvent> events = stretch(query, after, last, limit);
        boolean cut = events.size() == limit || characters(events) >= MAX_PAGE_CHARACTERS;
        long through = cut ? events.get(events.size() - 1).position() : last;
        return new EventPage(after, through, through == head, events);
    }

    private List<RecordedEvent> stretch(EventQuery query, long after, long last, int limit) throws SQLException {
        QuerySql wanted = QuerySql.of(query, this);
        PreparedStatement statement = session.prepare(page(wanted));
        statement.setLong(1, after);
        statement.setLong(2, last);
        int next = wanted.set(statement, 3);
        statement.setInt(next, limit);
        return events(statement, MAX_PAGE_CHARACTERS);
    }

    /** Parameters: after, last, those of the query, limit. */
    static String page(QuerySql wanted) {
        return """
                select %1$s
                  from %2$s
                  join es_stream s on s.id = e.stream_id
                  join es_category c on c.id = s.category_id
                 where %3$s > ? and %3$s <= ? and %4$s
                 order by %3$s
                 limit ?""".formatted(EventRows.COLUMNS, wanted.from(), wanted.position(), wanted.condition());
    }

    @Override
    public List<Long> categories(String tenants, String categories) throws SQLException {
        PreparedStatement query = session.prepare("""
                select id
                  from es_category
                 where (?1 = '[]' or tenant in (select value from json_each(?1)))
                   and (?2 = '[]' or category in (select value from json_each(?2)))
                 order by id""");
        query.setString(1, tenants);
        query.setString(2, categories);
        List<Long> ids = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        return ids;
    }

    @Override
    public QuerySql.Streams streams(String streams) throws SQLException {
        PreparedStatement query = session.prepare("""
                select s.id, (select max(e.version) from es_event e where e.stream_id = s.id)
                  from json_each(?) wanted
                  join es_category c on c.tenant = wanted.value ->> 0 and c.category = wanted.value ->> 1
                  join es_stream s on s.category_id = c.id and s.key = wanted.value ->> 2
                 order by s.id""");
        query.setString(1, streams);
        List<Long> ids = new ArrayList<>();
        long events = 0;
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ids.add(row.getLong(1));
                events += row.getLong(2);
            }
        }
        return new QuerySql.Streams(ids, events);
    }

    @Override
    public Optional<RecordedEvent> find(UUID id) throws SQLException {
        PreparedStatement query = session.prepare("""
                select %s
                  from es_event e
                  join es_stream s on s.id = e.stream_id
                  join es_category c on c.id = s.category_id
                 where e.id = ?""".formatted(EventRows.COLUMNS));
        query.setBytes(1, EventRows.bytes(id));
        return events(query, Long.MAX_VALUE).stream().findFirst();
    }

    /** The stream's row; empty if it has none yet. */
    Optional<StreamRow> stream(StreamId stream) throws SQLException {
        PreparedStatement query = session.prepare("""
                select s.id, s.category_id,
                       (select coalesce(max(e.version), 0) from es_event e where e.stream_id = s.id)
                  from es_category c
                  join es_stream s on s.category_id = c.id
                 where c.tenant = ? and c.category = ? and s.key = ?""");
        query.setString(1, stream.tenant());
        query.setString(2, stream.category());
        query.setString(3, stream.key());
        try (ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new StreamRow(row.getLong(1), row.getLong(2), row.getLong(3)))
                    : Optional.empty();
        }
    }

    private static List<RecordedEvent> events(PreparedStatement query, long maxCharacters) throws SQLException {
        List<RecordedEvent> events = new ArrayList<>();
        long characters = 0;
        try (ResultSet row = query.executeQuery()) {
            while (characters < maxCharacters && row.next()) {
                RecordedEvent event = EventRows.read(row);
                events.add(event);
                characters += event.event().payload().json().length();
            }
        }
        return events;
    }

    private static long characters(List<RecordedEvent> events) {
        return events.stream()
                .mapToLong(event -> event.event().payload().json().length())
                .sum();
    }
}
