// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.postgres.Call.Answers;
import dev.eventsource.store.AppendResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One append in one round trip: the way when nobody else writes.
 *
 * <p>How it works: the first statement tries for the append lock and sets what the second is guarded by, the second
 * inserts if the lock was had and the stream is where it is expected; outside of a transaction block both commit
 * together. Whatever is in the way (others, a conflict, a new category, a known id) the second inserts nothing, and a
 * transaction decides. Only small appends go this way: they travel in one piece, so a client that stops cannot leave
 * the server waiting for the rest with the lock held.
 */
final class LoneAppend {

    private static final int MAX_CHARACTERS = 5_000;
    private static final int MAX_EVENTS = 20;

    private static final String TRY = """
            select set_config('synchronous_commit', case current_setting('synchronous_commit')
                              when 'off' then 'on' else current_setting('synchronous_commit') end, true),
                   %s, set_config('lock_timeout', '2s', true),
                   set_config('eventsource.alone', case current_setting('transaction_isolation')
                              when 'read committed' then (%s)::text else 'false' end, true) as alone""".formatted(Plans.BY_INDEX, AppendLock.TRY);

    private LoneAppend() {}

    static boolean suits(Append append) {
        if (append.writes().size() > 1 || !append.conditions().isEmpty() || append.size() > MAX_EVENTS) {
            return false;
        }
        long characters = 0;
        for (EventData event : append.writes().get(0).events()) {
            characters += event.payload().json().length() + event.type().length();
            characters += String.join("", event.tags()).length();
            for (Map.Entry<String, String> entry : event.metadata().entries().entrySet()) {
                characters += entry.getKey().length() + entry.getValue().length();
            }
        }
        return characters <= MAX_CHARACTERS;
    }

    /** Stores the append, or nothing. */
    static Answer run(Connection connection, Schema schema, Append append, Instant now, boolean notify)
            throws SQLException {
        Write write = append.writes().get(0);
        int count = write.events().size();
        try (Answers answers = call(connection, schema, write, now, notify).send()) {
            boolean free;
            try (ResultSet row = answers.next()) {
                free = row.next() && row.getString("alone").equals("true");
            }
            try (ResultSet row = answers.next()) {
                if (!row.next()) {
                    return new Answer(free, Optional.empty());
                }
                long head = row.getLong(1);
                AppendResult result = new AppendResult(List.of(row.getLong(2) + count), head + 1, head + count);
                return new Answer(free, Optional.of(result));
            }
        }
    }

    private static Call call(Connection connection, Schema schema, Write write, Instant now, boolean notify) {
        Call call = new Call(connection, schema).then(TRY);
        EventData first = write.events().get(0);
        return least(write.expected()) > 0
                        && write.events().size() == 1
                        && first.tags().isEmpty()
                ? toKnownStream(call, write, first, now, notify)
                : toAnyStream(call, write, now, notify);
    }

    /** The plain case, one event, with as little for the server to do as can be: it takes two thirds of the other's time. */
    private static Call toKnownStream(Call call, Write write, EventData event, Instant now, boolean notify) {
        StreamId stream = write.stream();
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(now.toString());
        parameters.addAll(EventColumns.ofOne(event));
        parameters.addAll(List.of(stream.tenant(), stream.category(), stream.key()));
        parameters.addAll(List.of(least(write.expected()), most(write.expected()), notify));
        return call.then("""
                insert into es_event (position, stream_id, category_id, version, recorded_at,
                                      id, type, revision, occurred_at, payload, metadata)
                select h.position + 1, s.id, s.category_id, v.version + 1, greatest(?::timestamptz, h.recorded_at),
                       ?::uuid, ?::text, ?::bigint, ?::timestamptz, ?::json, ?::json
                  from (select e.position, e.recorded_at from es_event e order by e.position desc limit 1) h
                 cross join (select s.id, s.category_id
                               from es_stream s
                              where s.category_id = (select c.id from es_category c where c.tenant = ? and c.category = ?)
                                and s.key = ?
                              limit 1) s
                 cross join lateral (select e.version
                                       from es_event e
                                      where e.stream_id = s.id
                                      order by e.version desc
                                      limit 1) v
                 where v.version between ? and ? and current_setting('eventsource.alone') = 'true'
                returning position - 1 as head, version - 1 as version,
                          case when ? then pg_notify('es_' || 'es_event'::regclass::oid::text, '')::text end""", parameters);
    }

    /** A stream that may be new, and events that may have tags. */
    private static Call toAnyStream(Call call, Write write, Instant now, boolean notify) {
        EventColumns columns = new EventColumns(write.events());
        StreamId stream = write.stream();
        long least = least(write.expected());
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.addAll(List.of(stream.tenant(), stream.category(), stream.key()));
        parameters.addAll(List.of(stream.key(), stream.tenant(), stream.category(), least));
        parameters.addAll(List.of(now.toString(), least, most(write.expected())));
        parameters.addAll(columns.parameters());
        parameters.addAll(columns.tags(0));
        parameters.add(notify);
        return call.then("""
                with stream as materialized (
                       select s.id, s.category_id,
                              (select coalesce(max(e.version), 0) from es_event e where e.stream_id = s.id) as version
                         from es_stream s
                        where s.category_id = (select c.id from es_category c where c.tenant = ? and c.category = ?)
                          and s.key = ?
                     ), created as (
                       insert into es_stream (id, category_id, key)
                       select (select coalesce(max(s.id), 0) + 1 from es_stream s), c.id, ?
                         from es_category c
                        where c.tenant = ? and c.category = ? and not exists (select 1 from stream)
                          and ? = 0 and current_setting('eventsource.alone') = 'true'
                       returning id, category_id
                     ), newest as materialized (
                       select position, recorded_at from es_event order by position desc limit 1
                     ), place as materialized (
                       select s.id, s.category_id, s.version, coalesce((select position from newest), 0) as head,
                              greatest(?::timestamptz, (select recorded_at from newest)) as recorded_at
                         from (select id, category_id, version from stream
                               union all select id, category_id, 0 from created) s
                        where s.version between ? and ? and current_setting('eventsource.alone') = 'true'
                     ), inserted as (
                       insert into es_event (position, stream_id, category_id, version, recorded_at,
                                             id, type, revision, occurred_at, payload, metadata, tags)
                       select p.head + w.n, p.id, p.category_id, p.version + w.n, p.recorded_at,
                              w.id, w.type, w.revision, w.occurred_at::timestamptz, w.payload::json, w.metadata::json,
                              w.tags::text[]
                         from place p, unnest(?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                                              ?::text[])
                              with ordinality as w (id, type, revision, occurred_at, payload, metadata, tags, n)
                     ), tagged as (
                       insert into es_tag (tag, position)
                       select t.tag, p.head + t.n from place p, unnest(?::text[], ?::bigint[]) as t (tag, n)
                     )
                select head, version, case when ? then pg_notify('es_' || 'es_event'::regclass::oid::text, '')::text end
                  from place""", parameters);
    }

    private static long least(ExpectedVersion expected) {
        return expected instanceof ExpectedVersion.Exactly exactly ? exactly.version() : expected.accepts(0) ? 0 : 1;
    }

    private static long most(ExpectedVersion expected) {
        return expected instanceof ExpectedVersion.Exactly exactly
                ? exactly.version()
                : expected.accepts(1) ? Long.MAX_VALUE : 0;
    }

    /**
     * What came of it.
     *
     * @param free whether the append lock was free
     * @param stored empty if nothing was stored
     */
    record Answer(boolean free, Optional<AppendResult> stored) {}
}
