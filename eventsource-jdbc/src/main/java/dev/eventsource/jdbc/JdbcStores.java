// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Registration;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.Leases;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.SubjectKeyStore;
import java.time.Clock;
import java.util.function.Function;

/**
 * Makes what a storage hands out beside its events, for the storage itself and for every transaction of it.
 *
 * @param clock for the times that are stored of documents
 * @param documents how the database looks into documents
 * @param place see {@link SubjectKeyStore#place}
 * @param wakeUps remembers who waits for operations
 */
public record JdbcStores(Clock clock, DocumentSql documents, Object place, Function<Runnable, Registration> wakeUps) {

    /** For a storage, which is a place of its own. */
    public JdbcStores(Clock clock, DocumentSql documents, Function<Runnable, Registration> wakeUps) {
        this(clock, documents, new Object(), wakeUps);
    }

    /** Documents of all tenants. */
    public DocumentStore documents(Rows rows) {
        return new JdbcDocuments(rows, documents, clock);
    }

    /** Snapshots of streams without a tenant. */
    public SnapshotStore snapshots(Rows rows) {
        return new JdbcSnapshots(rows);
    }

    /** The keys of subjects, of all tenants. */
    public SubjectKeyStore subjectKeys(Rows rows) {
        return new JdbcSubjectKeys(rows, place);
    }

    /** Checkpoints of subscriptions without a tenant. */
    public CheckpointStore checkpoints(Rows rows) {
        return new JdbcCheckpoints(rows);
    }

    /** Leases of subscriptions without a tenant. */
    public Leases leases(Rows rows) {
        return new JdbcLeases(rows);
    }

    /** Dead letters of subscriptions without a tenant. */
    public DeadLetterQueue deadLetters(Rows rows) {
        return new JdbcDeadLetters(rows);
    }

    /** Operations of all tenants. */
    public OperationStore operations(Rows rows) {
        return new JdbcOperations(rows, wakeUps);
    }

    /** What subscriptions without a tenant have handled. */
    public Deduplication deduplication(Rows rows) {
        return new JdbcDeduplication(rows);
    }
}
