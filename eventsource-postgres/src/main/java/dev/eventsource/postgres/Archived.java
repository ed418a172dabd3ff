// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.postgres.Call.Answers;
import dev.eventsource.store.StorageException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Tells events that were archived from those that never were: what would be a gap in an answer is an error.
 *
 * <p>How it works: the questions are asked behind the statement that reads, whose lock on the table keeps a range from
 * being detached in between. What is attached is asked of the server's caches: inside REPEATABLE READ the rows of a
 * detached range are gone, while the snapshot still has it in the catalog.
 */
final class Archived {

    private Archived() {}

    /** Asks for the first of the ranges that hold the positions behind {@code after} up to {@code last} which is not attached. */
    static Call askRanges(Call call, Schema schema, long after, long last) {
        return call.then("""
                select min(k)
                  from generate_series(?::bigint, ?::bigint) k
                 where pg_partition_root(to_regclass(?::text || k)) is distinct from 'es_event'::regclass""", after / schema.range(), (last - 1) / schema.range(), schema.quoted() + ".es_event_p");
    }

    /** Throws if one of them begins before the page that was read ends. */
    static void checkRanges(Answers answers, Schema schema, long through) throws SQLException {
        try (ResultSet row = answers.next()) {
            row.next();
            long range = row.getLong(1);
            if (row.wasNull() || range * schema.range() >= through) {
                return;
            }
            long end = (range + 1) * schema.range();
            throw new StorageException("The positions " + (end - schema.range() + 1) + " to " + end + " in the schema '"
                    + schema.name() + "' were archived: attach the table " + Ranges.table(range)
                    + " again, or begin behind position " + end);
        }
    }

    /** Asks for the stream's last archived version, and whether any range was detached since the snapshot. */
    static Call askVersion(Call call, StreamId stream) {
        return call.then("""
                select coalesce((select a.version from es_archived a
                                  where a.stream_id = (select s.id from es_stream s
                                                        where s.category_id = (select c.id from es_category c
                                                                                where c.tenant = ? and c.category = ?)
                                                          and s.key = ?)), 0) as version,
                       case when current_setting('transaction_isolation') like 'read %'
                            then false
                            else exists (select 1 from pg_inherits i
                                          where i.inhparent = 'es_event'::regclass
                                            and pg_partition_root(i.inhrelid) is distinct from 'es_event'::regclass)
                            end as since""", stream.tenant(), stream.category(), stream.key());
    }

    /** Throws if versions are missing behind that one. */
    static void checkForward(Answers answers, StreamId stream, long after, int limit, List<RecordedEvent> events)
            throws SQLException {
        long archived = version(answers);
        long last = after;
        for (RecordedEvent event : events) {
            if (event.version() > last + 1) {
                throw missing(stream, last + 1, event.version() - 1);
            }
            last = event.version();
        }
        if (events.size() < limit && last < archived) {
            throw missing(stream, last + 1, archived);
        }
    }

    /** Throws if versions are missing before that one. */
    static void checkBackward(Answers answers, StreamId stream, long before, int limit, List<RecordedEvent> events)
            throws SQLException {
        long next = Math.min(before - 1, version(answers));
        for (RecordedEvent event : events) {
            if (event.version() < next) {
                throw missing(stream, event.version() + 1, next);
            }
            next = event.version() - 1;
        }
        if (events.size() < limit && next > 0) {
            throw missing(stream, 1, next);
        }
    }

    private static long version(Answers answers) throws SQLException {
        try (ResultSet row = answers.next()) {
            row.next();
            if (row.getBoolean("since")) {
                throw new StorageException(
                        "Ranges were archived since this transaction began to read; roll it back and begin again");
            }
            return row.getLong("version");
        }
    }

    private static StorageException missing(StreamId stream, long first, long last) {
        return new StorageException("The versions " + first + " to " + last + " of " + stream
                + " were archived: attach the tables of their positions again, or read behind version " + last);
    }
}
