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

    public DocumentStore documents(Rows rows) {
        return new JdbcDocuments(rows, documents, clock);
    }

    public SnapshotStore snapshots(Rows rows) {
        return new JdbcSnapshots(rows, "");
    }

    public SubjectKeyStore subjectKeys(Rows rows) {
        return new JdbcSubjectKeys(rows, place);
    }

    public CheckpointStore checkpoints(Rows rows) {
        return new JdbcCheckpoints(rows, "");
    }

    public Leases leases(Rows rows) {
        return new JdbcLeases(rows, "");
    }

    public DeadLetterQueue deadLetters(Rows rows) {
        return new JdbcDeadLetters(rows, "");
    }

    public OperationStore operations(Rows rows) {
        return new JdbcOperations(rows, wakeUps);
    }

    public Deduplication deduplication(Rows rows) {
        return new JdbcDeduplication(rows, "");
    }
}
