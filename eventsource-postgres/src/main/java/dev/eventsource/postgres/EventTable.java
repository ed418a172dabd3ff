// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.EventReader;
import dev.eventsource.postgres.Call.Answers;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads the log on one connection: what readers do by themselves and transactions do inside. */
final class EventTable implements EventReader, QuerySql.Names {

    /** A page ends when its payloads have this many bytes. */
    private static final long MAX_PAGE_BYTES = 8_000_000;

    private final Connection connection;
    private final Schema schema;
    private final Plans plans;

    EventTable(Connection connection, Schema schema, Plans plans) {
        this.connection = connection;
        this.schema = schema;
        this.plans = plans;
    }

    private static final String HEAD = "select coalesce(max(position), 0) from es_event";

    @Override
    public long head() throws SQLException {
        try (Answers answers = send(call().then(HEAD))) {
            return answers.number();
        }
    }

    private static final String FORWARDS = """
            select %s
              from es_event e
             where e.stream_id = (select s.id from es_stream s
                                   where s.category_id = (select c.id from es_category c
                                                           where c.tenant = ? and c.category = ?)
                                     and s.key = ?)
               and e.version > ?
             order by e.version
             limit ?""".formatted(EventRows.COLUMNS);

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) throws SQLException {
        return stretch(stream, FORWARDS, afterVersion, limit, Archived::checkForward);
    }

    private static final String BACKWARDS = """
            select %s
              from es_event e
             where e.stream_id = (select s.id from es_stream s
                                   where s.category_id = (select c.id from es_category c
                                                           where c.tenant = ? and c.category = ?)
                                     and s.key = ?)
               and e.version < ?
             order by e.version desc
             limit ?""".formatted(EventRows.COLUMNS);

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) throws SQLException {
        return stretch(stream, BACKWARDS, beforeVersion, limit, Archived::checkBackward);
    }

    private List<RecordedEvent> stretch(StreamId stream, String sql, long version, int limit, Check check)
            throws SQLException {
        Call call = call().then(sql, stream.tenant(), stream.category(), stream.key(), version, limit);
        if (schema.isPartitioned()) {
            Archived.askVersion(call, stream);
        }
        List<RecordedEvent> events = new ArrayList<>();
        try (Answers answers = send(call)) {
            try (ResultSet row = answers.next()) {
                while (row.next()) {
                    events.add(EventRows.read(row, stream));
                }
            }
            if (schema.isPartitioned()) {
                check.run(answers, stream, version, limit, events);
            }
        }
        return events;
    }

    /** Throws if archived events are missing among those of a stream that were read. */
    private interface Check {
        void run(Answers answers, StreamId stream, long version, int limit, List<RecordedEvent> events)
                throws SQLException;
    }

    /**
     * The head is read first, before the page and before the numbers of names: what is in the page's stretch was there
     * then, with its category and its stream. So the page never claims to have looked further than it has.
     */
    @Override
    public EventPage readAll(EventQuery query, long after, int limit) throws SQLException {
        long headBeforeNames = QuerySql.hasNames(query) ? head() : Long.MAX_VALUE;
        QuerySql wanted = QuerySql.of(query, this);
        return wanted.tags().isEmpty() || schema.isPartitioned()
                ? walked(wanted, after, limit, headBeforeNames)
                : tagged(wanted, after, limit, headBeforeNames);
    }

    private EventPage walked(QuerySql wanted, long after, int limit, long headBeforeNames) throws SQLException {
        long furthest = after > Long.MAX_VALUE - EventStore.MAX_STRETCH ? after : after + EventStore.MAX_STRETCH;
        QuerySql stretch = wanted.within(after, "?", List.of(furthest));
        Call call = call().then(HEAD).then(page(stretch), parametersOf(stretch, limit));
        if (schema.isPartitioned()) {
            Archived.askRanges(call, schema, after, furthest);
        }
        try (Answers answers = send(call)) {
            long head = Math.min(headBeforeNames, answers.number());
            if (after >= head) {
                return new EventPage(after, after, true, List.of());
            }
            EventPage page = page(answers, after, Math.min(head, furthest), head, limit);
            if (schema.isPartitioned()) {
                Archived.checkRanges(answers, schema, page.through());
            }
            return page;
        }
    }

    /** How many events with a tag a page looks at, at most. */
    private static final int MOST_TAGGED = EventStore.MAX_LIMIT;

    /** How far a page by tags looks: the index passes over everything else. Parameters: tags, after, how many. */
    private static final String FURTHEST = """
            (select coalesce(min(t.position), 9223372036854775807)
               from unnest(?::text[]) w (tag)
              cross join lateral (select x.position
                                    from es_tag x
                                   where x.tag = w.tag and x.position > ?
                                   order by x.position
                                  offset ? limit 1) t)""";

    /** A small part of a large log is found in one page. What is added between the statements is behind the head. */
    private EventPage tagged(QuerySql wanted, long after, int limit, long headBeforeNames) throws SQLException {
        List<Object> furthest = List.of(wanted.tags().toArray(String[]::new), after, MOST_TAGGED - 1);
        QuerySql stretch = wanted.within(after, FURTHEST, furthest);
        Call call = call().then(HEAD)
                .then("select " + FURTHEST, furthest)
                .then(page(stretch), parametersOf(stretch, limit));
        try (Answers answers = send(call)) {
            long head = Math.min(headBeforeNames, answers.number());
            long last = Math.min(head, answers.number());
            return after >= head
                    ? new EventPage(after, after, true, List.of())
                    : page(answers, after, last, head, limit);
        }
    }

    /** Rows behind the head that was read are the next page's. */
    private EventPage page(Answers answers, long after, long last, long head, int limit) throws SQLException {
        List<EventRows.Unnamed> rows = new ArrayList<>();
        long bytes = 0;
        try (ResultSet row = answers.next()) {
            while (row.next() && row.getLong(1) <= last) {
                rows.add(EventRows.unnamed(row));
                bytes = row.getLong("through_bytes");
            }
        }
        boolean cut = rows.size() == limit || bytes >= MAX_PAGE_BYTES;
        long through = cut ? rows.get(rows.size() - 1).position() : last;
        Map<Long, StreamId> names = names(rows);
        List<RecordedEvent> events = new ArrayList<>(rows.size());
        for (EventRows.Unnamed row : rows) {
            events.add(row.in(names.get(row.streamId())));
        }
        return new EventPage(after, through, through == head, events);
    }

    /** Names stand once for a stream, not once for an event: to look them up for each costs as much as to read it. */
    private Map<Long, StreamId> names(List<EventRows.Unnamed> rows) throws SQLException {
        Map<Long, StreamId> names = new HashMap<>();
        if (rows.isEmpty()) {
            return names;
        }
        Call call = call().then("""
                select s.id, c.tenant, c.category, s.key
                  from unnest(?::bigint[]) w (id)
                 cross join lateral (select * from es_stream s where s.id = w.id limit 1) s
                 cross join lateral (select * from es_category c where c.id = s.category_id limit 1) c""", (Object)
                rows.stream().map(EventRows.Unnamed::streamId).distinct().toArray(Long[]::new));
        try (Answers answers = send(call);
                ResultSet row = answers.next()) {
            while (row.next()) {
                names.put(row.getLong(1), new StreamId(row.getString(2), row.getString(3), row.getString(4)));
            }
        }
        return names;
    }

    private static Object[] parametersOf(QuerySql wanted, int limit) {
        List<Object> parameters = new ArrayList<>(wanted.parameters());
        parameters.add(limit);
        parameters.add(MAX_PAGE_BYTES);
        return parameters.toArray();
    }

    /** Parameters: those of the query within its stretch, limit, most bytes. */
    static String page(QuerySql wanted) {
        return """
                select %1$s, e.stream_id, e.through_bytes
                  from (select e.*, sum(e.bytes) over (order by %3$s rows unbounded preceding) as through_bytes
                          from %2$s
                         where %4$s
                         order by %3$s
                         limit ?) e
                 where e.through_bytes - e.bytes < ?
                 order by e.position""".formatted(EventRows.COLUMNS, wanted.from(), wanted.position(), wanted.condition());
    }

    @Override
    public Optional<RecordedEvent> find(UUID id) throws SQLException {
        Call call = call().then("""
                select %s, c.tenant, c.category, s.key
                  from es_event e
                 cross join lateral (select s.key from es_stream s where s.id = e.stream_id limit 1) s
                 cross join lateral (select c.tenant, c.category from es_category c where c.id = e.category_id limit 1) c
                 where e.id = ?""".formatted(EventRows.COLUMNS), id);
        try (Answers answers = send(call);
                ResultSet row = answers.next()) {
            return row.next() ? Optional.of(EventRows.read(row)) : Optional.empty();
        }
    }

    @Override
    public List<Long> categories(Collection<String> tenants, Collection<String> categories) throws SQLException {
        Call call = call().then("""
                select id
                  from es_category
                 where (cardinality(?::text[]) = 0 or tenant = any (?)) and (cardinality(?::text[]) = 0 or category = any (?))
                 order by id""", array(tenants), array(tenants), array(categories), array(categories));
        List<Long> ids = new ArrayList<>();
        try (Answers answers = send(call);
                ResultSet row = answers.next()) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        return ids;
    }

    @Override
    public QuerySql.Streams streams(Collection<StreamId> streams) throws SQLException {
        List<Long> ids = new ArrayList<>();
        long events = 0;
        try (Answers answers = send(StreamRow.lookUp(call(), schema, streams));
                ResultSet row = answers.next()) {
            while (row.next()) {
                if (row.getLong("stream_id") > 0) {
                    ids.add(row.getLong("stream_id"));
                    events += row.getLong("version");
                }
            }
        }
        return new QuerySql.Streams(ids, events);
    }

    private static String[] array(Collection<String> names) {
        return names.toArray(String[]::new);
    }

    private Call call() {
        return new Call(connection, schema).then(plans.before());
    }

    private Answers send(Call call) throws SQLException {
        if (!plans.after().isEmpty()) {
            call.then(plans.after());
        }
        Answers answers = call.send();
        answers.next().close();
        return answers;
    }
}
