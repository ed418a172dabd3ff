package dev.eventsource.jdbc;

import dev.eventsource.store.DocumentStore;
import java.time.Clock;

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
}
