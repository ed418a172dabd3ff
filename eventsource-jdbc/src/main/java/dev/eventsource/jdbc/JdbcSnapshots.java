// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.StreamId;
import dev.eventsource.store.Snapshot;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.TenantEvents;
import java.sql.SQLException;
import java.util.Optional;

/** The snapshots of one tenant, in a SQL database. */
final class JdbcSnapshots implements SnapshotStore {

    private final Rows rows;
    private final String tenant;
    private final boolean whole;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    JdbcSnapshots(Rows rows) {
        this(rows, "", true);
    }

    private JdbcSnapshots(Rows rows, String tenant, boolean whole) {
        this.rows = rows;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public Optional<Snapshot> find(StreamId stream) {
        StreamId own = SnapshotStore.own(stream, tenant);
        return rows.reading(sql -> sql.first(row -> snapshot(own, row), """
                select version, event_id, schema, state, taken_at
                  from es_snapshot
                 where tenant = ? and category = ? and key = ?""", tenant, own.category(), own.key()));
    }

    @Override
    public boolean save(Snapshot snapshot) {
        StreamId own = SnapshotStore.own(snapshot.stream(), tenant);
        return rows.writing(sql -> sql.execute(
                        """
                insert into es_snapshot (tenant, category, key, version, event_id, schema, state, taken_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (tenant, category, key) do update
                   set version = excluded.version, event_id = excluded.event_id, schema = excluded.schema,
                       state = excluded.state, taken_at = excluded.taken_at
                 where (es_snapshot.schema, es_snapshot.version) < (excluded.schema, excluded.version)""",
                        tenant,
                        own.category(),
                        own.key(),
                        snapshot.version(),
                        snapshot.eventId(),
                        snapshot.schema(),
                        snapshot.state(),
                        snapshot.takenAt()))
                == 1;
    }

    @Override
    public boolean delete(StreamId stream) {
        StreamId own = SnapshotStore.own(stream, tenant);
        return rows.writing(sql -> sql.execute("""
                delete from es_snapshot
                 where tenant = ? and category = ? and key = ?""", tenant, own.category(), own.key())) == 1;
    }

    @Override
    public long delete(String category, int schema) {
        SnapshotStore.check(category, schema);
        return rows.writing(sql -> sql.execute("""
                delete from es_snapshot
                 where tenant = ? and category = ? and schema < ?""", tenant, category, schema));
    }

    @Override
    public SnapshotStore forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new JdbcSnapshots(rows, TenantEvents.checked(other), false);
    }

    private static Snapshot snapshot(StreamId stream, Row row) throws SQLException {
        return new Snapshot(
                stream,
                row.number("version"),
                row.uuid("event_id").orElseThrow(),
                Math.toIntExact(row.number("schema")),
                row.payload("state"),
                row.instant("taken_at"));
    }
}
