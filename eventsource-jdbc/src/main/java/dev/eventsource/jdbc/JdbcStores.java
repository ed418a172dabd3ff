package dev.eventsource.jdbc;

import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.Leases;
import java.time.Clock;
import java.util.Optional;

/**
 * Makes what a storage hands out beside its events, for the storage itself and for every transaction of it.
 *
 * @param clock for the times that are stored
 * @param documents how the database looks into documents
 */
public record JdbcStores(Clock clock, DocumentSql documents) {

    public DocumentStore documents(Rows rows) {
        return new JdbcDocuments(rows, documents, clock);
    }

    public CheckpointStore checkpoints(Rows rows) {
        return Optional.<CheckpointStore>empty().orElseThrow(UnsupportedOperationException::new);
    }

    public Leases leases(Rows rows) {
        return Optional.<Leases>empty().orElseThrow(UnsupportedOperationException::new);
    }

    public DeadLetterQueue deadLetters(Rows rows) {
        return Optional.<DeadLetterQueue>empty().orElseThrow(UnsupportedOperationException::new);
    }

    public Deduplication deduplication(Rows rows) {
        return Optional.<Deduplication>empty().orElseThrow(UnsupportedOperationException::new);
    }
}
