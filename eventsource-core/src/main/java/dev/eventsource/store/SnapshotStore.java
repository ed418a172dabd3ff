// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.StreamId;
import java.util.Optional;

/**
 * Snapshots of aggregates, the best one of each stream. Streams without a tenant mean the view's, others are refused by
 * name. Thread-safe.
 */
public interface SnapshotStore extends PerTenant<SnapshotStore> {

    /** The snapshot of a stream. */
    Optional<Snapshot> find(StreamId stream);

    /**
     * Keeps it, unless there is one that it does not replace: see {@link Snapshot#replaces}.
     *
     * @return whether it is kept
     */
    boolean save(Snapshot snapshot);

    /** Deletes that of a stream; whether there was one. */
    boolean delete(StreamId stream);

    /**
     * Deletes all of a category whose schema is before this one: for after everyone writes the later.
     *
     * @param schema the first that stays; {@link Integer#MAX_VALUE} for none
     * @return how many
     */
    long delete(String category, int schema);

    /** Checks the arguments of {@link #delete(String, int)}; for backends. */
    static void check(String category, int schema) {
        StreamId.of(category, "any");
        Snapshot.checkSchema(schema);
    }

    /** The stream as this tenant's; for backends. */
    static StreamId own(StreamId stream, String tenant) {
        if (!stream.tenant().isEmpty() && !stream.tenant().equals(tenant)) {
            throw new IllegalArgumentException("This view is of tenant '" + tenant + "', but " + stream
                    + " belongs to tenant '" + stream.tenant() + "'");
        }
        return stream.in(tenant);
    }
}
