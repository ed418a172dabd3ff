package dev.eventsource.inmemory;

import dev.eventsource.store.Document;

/** All that a storage keeps, or a draft of it. What is added here becomes part of every transaction. Not thread-safe. */
record Contents(Log log, Table<InMemoryDocuments.Id, Document> documents) {

    Contents() {
        this(new Log(), new Table<>());
    }

    /** A draft on top of this. */
    Contents draft() {
        return new Contents(new Log(log), documents.draft());
    }

    /** Makes the draft's changes this one's own. */
    void add(Contents draft) {
        log.add(draft.log.added());
        documents.add(draft.documents);
    }
}
