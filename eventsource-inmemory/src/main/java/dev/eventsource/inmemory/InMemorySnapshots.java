// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.event.StreamId;
import dev.eventsource.store.Snapshot;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.TenantEvents;
import java.util.Map;
import java.util.Optional;

/** The snapshots of one tenant, in a storage or in a transaction of it. */
final class InMemorySnapshots implements SnapshotStore {

    private final Rows rows;
    private final String tenant;
    private final boolean whole;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    InMemorySnapshots(Rows rows) {
        this(rows, "", true);
    }

    private InMemorySnapshots(Rows rows, String tenant, boolean whole) {
        this.rows = rows;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public Optional<Snapshot> find(StreamId stream) {
        StreamId own = SnapshotStore.own(stream, tenant);
        return rows.reading(contents -> contents.snapshots().get(own));
    }

    @Override
    public boolean save(Snapshot given) {
        StreamId own = SnapshotStore.own(given.stream(), tenant);
        Snapshot snapshot =
                new Snapshot(own, given.version(), given.eventId(), given.schema(), given.state(), given.takenAt());
        return rows.writing(contents -> {
            boolean kept = contents.snapshots().get(own).map(snapshot::replaces).orElse(true);
            if (kept) {
                contents.snapshots().put(own, snapshot);
            }
            return kept;
        });
    }

    @Override
    public boolean delete(StreamId stream) {
        StreamId own = SnapshotStore.own(stream, tenant);
        return rows.writing(contents -> {
            boolean there = contents.snapshots().get(own).isPresent();
            contents.snapshots().remove(own);
            return there;
        });
    }

    @Override
    public long delete(String category, int schema) {
        SnapshotStore.check(category, schema);
        return rows.writing(contents -> {
            Map<StreamId, Snapshot> found = contents.snapshots()
                    .rows(stream ->
                            stream.tenant().equals(tenant) && stream.category().equals(category));
            found.values().removeIf(snapshot -> snapshot.schema() >= schema);
            found.keySet().forEach(contents.snapshots()::remove);
            return (long) found.size();
        });
    }

    @Override
    public SnapshotStore forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new InMemorySnapshots(rows, TenantEvents.checked(other), false);
    }
}
