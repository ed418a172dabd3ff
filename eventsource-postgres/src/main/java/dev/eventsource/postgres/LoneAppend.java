package dev.eventsource.postgres;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.jdbc.JsonColumns;
import dev.eventsource.postgres.Call.Answers;
import dev.eventsource.store.AppendResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

    private static final int MAX_CHARACTERS = 1_500;
    private static final int MAX_EVENTS = 10;

    private LoneAppend() {}

    static boolean suits(Append append) {
        if (append.writes().size() > 1 || !append.conditions().isEmpty() || append.size() > MAX_EVENTS) {
            return false;
        }
        long characters = 0;
        for (EventData event : append.writes().get(0).events()) {
            characters += event.payload().json().length() + event.type().length();
            characters += String.join("", event.tags()).length();
            for (String value : event.metadata().entries().values()) {
                characters += value.length();
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
        List<EventData> events = write.events();
        List<String> tags = new ArrayList<>();
        List<Long> ordinals = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            for (String tag : events.get(i).tags()) {
                tags.add(tag);
                ordinals.add(i + 1L);
            }
        }
        return new Call(connection, schema)
                .then("""
                    select set_config('synchronous_commit', case current_setting('synchronous_commit')
                                      when 'off' then 'on' else current_setting('synchronous_commit') end, true),
                           %s,
                           set_config('eventsource.alone', case current_setting('transaction_isolation')
                                      when 'read committed' then (%s)::text else 'false' end, true) as alone""".formatted(Plans.BY_INDEX, AppendLock.TRY))
                .then(
                        """
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
                           insert into es_event (position, stream_id, category_id, version, id, type, revision,
                                                 occurred_at, recorded_at, payload, metadata, tags)
                           select p.head + w.n, p.id, p.category_id, p.version + w.n, w.id, w.type, w.revision,
                                  w.occurred_at::timestamptz, p.recorded_at, w.payload::json, w.metadata::json,
                                  w.tags::text[]
                             from place p, unnest(?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                                                  ?::text[])
                                           with ordinality as w (id, type, revision, occurred_at, payload, metadata,
                                                                 tags, n)
                         ), tagged as (
                           insert into es_tag (tag, position)
                           select t.tag, p.head + t.n from place p, unnest(?::text[], ?::bigint[]) as t (tag, n)
                         )
                    select head, version,
                           case when ? then pg_notify('es_' || 'es_event'::regclass::oid::text, '')::text end
                      from place""",
                        write.stream().tenant(),
                        write.stream().category(),
                        write.stream().key(),
                        write.stream().key(),
                        write.stream().tenant(),
                        write.stream().category(),
                        least(write.expected()),
                        now.toString(),
                        least(write.expected()),
                        most(write.expected()),
                        events.stream().map(EventData::id).toArray(UUID[]::new),
                        texts(events, EventData::type),
                        events.stream().map(event -> (long) event.revision()).toArray(Long[]::new),
                        texts(events, event -> event.occurredAt().toString()),
                        texts(events, event -> event.payload().json()),
                        texts(events, event -> JsonColumns.write(event.metadata())),
                        texts(events, event -> ArrayLiteral.of(event.tags())),
                        tags.toArray(String[]::new),
                        ordinals.toArray(Long[]::new),
                        notify);
    }

    private static long least(ExpectedVersion expected) {
        return expected instanceof ExpectedVersion.Exactly exactly ? exactly.version() : expected.accepts(0) ? 0 : 1;
    }

    private static long most(ExpectedVersion expected) {
        return expected instanceof ExpectedVersion.Exactly exactly
                ? exactly.version()
                : expected.accepts(1) ? Long.MAX_VALUE : 0;
    }

    private static @Nullable String[] texts(List<EventData> events, Text text) {
        return events.stream().map(text::of).toArray(String[]::new);
    }

    /**
     * What came of it.
     *
     * @param free whether the append lock was free
     * @param stored empty if nothing was stored
     */
    record Answer(boolean free, Optional<AppendResult> stored) {}

    private interface Text {
        @Nullable
        String of(EventData event);
    }
}
