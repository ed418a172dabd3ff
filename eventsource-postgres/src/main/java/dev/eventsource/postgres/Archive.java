// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.postgres.Call.Answers;
import dev.eventsource.store.StorageException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * Detaches old ranges, one transaction each.
 *
 * <p>How it works: what the streams' versions are without the range is written down first, since its rows no longer
 * change. Then the append lock is taken, so that only readers are left to wait for; and for them shortly, since a
 * transaction that reads may want the append lock next, and the server would end one of the two after a second.
 */
final class Archive {

    private final Database database;
    private final DataSource dataSource;
    private final String name;

    Archive(DataSource dataSource, PostgresStorage.Options options) {
        this.name = options.schema();
        this.database = new Database(dataSource, new Schema(name));
        this.dataSource = dataSource;
    }

    /** The tables that were detached. */
    List<String> detach(long before) {
        List<String> detached = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            database.remember(connection);
            Schema schema = new Schema(name).withRange(Ranges.size(connection, new Schema(name)));
            if (!schema.isPartitioned()) {
                throw new StorageException(database + ": the tables in the schema '" + name + "' are missing or not"
                        + " divided into ranges, so nothing can be archived; that is chosen when"
                        + " PostgresStorage.migrate creates them");
            }
            TableChanges changes = new TableChanges(connection, schema);
            int known;
            do {
                known = detached.size();
                changes.run(() -> detachNext(changes, connection, schema, before, detached));
            } while (detached.size() > known);
            return List.copyOf(detached);
        } catch (SQLException e) {
            throw database.error(
                    detached.isEmpty() ? "cannot be archived" : "could be archived no further than " + detached, e);
        }
    }

    private static void detachNext(
            TableChanges changes, Connection connection, Schema schema, long before, List<String> detached)
            throws SQLException {
        OptionalLong range = next(connection, schema, before);
        if (range.isEmpty()) {
            return;
        }
        String table = Ranges.table(range.getAsLong());
        changes.execute("""
                insert into es_archived (stream_id, version)
                select stream_id, max(version) from %s group by stream_id order by stream_id
                    on conflict (stream_id) do update set version = greatest(es_archived.version, excluded.version)""".formatted(table));
        changes.execute("set local idle_in_transaction_session_timeout = " + AppendLock.GUARD.toMillis());
        new Call(connection, schema).then(AppendLock.TAKE).send().close();
        changes.execute("set local lock_timeout = '500ms'");
        changes.execute("alter table es_event detach partition " + table);
        detached.add(table);
    }

    /** The oldest range that is attached and wholly before that position and before the head's range. */
    private static OptionalLong next(Connection connection, Schema schema, long before) throws SQLException {
        Call call = new Call(connection, schema).then("""
                select min(r.k)
                  from (select substring(c.relname from '^es_event_p([0-9]+)$')::bigint as k
                          from pg_inherits i
                          join pg_class c on c.oid = i.inhrelid
                         where i.inhparent = 'es_event'::regclass) r
                 where (r.k + 1) * ? < ? and r.k < (select (coalesce(max(e.position), 1) - 1) / ? from es_event e)""", schema.range(), before, schema.range());
        try (Answers answers = call.send();
                ResultSet row = answers.next()) {
            row.next();
            long range = row.getLong(1);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(range);
        }
    }
}
