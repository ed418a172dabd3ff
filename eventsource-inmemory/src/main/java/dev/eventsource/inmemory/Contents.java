// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.event.StreamId;
import dev.eventsource.store.Document;
import dev.eventsource.store.Snapshot;
import dev.eventsource.store.SubjectKey;
import java.time.Instant;

/**
 * All that a storage keeps, or a draft of it. What is added here becomes part of every transaction. Not thread-safe.
 *
 * @param snapshots the best one of each stream
 * @param handled when a consumer handled an event
 * @param subjectKeys by the subject
 * @param operations with their histories
 */
record Contents(
        Log log,
        Table<InMemoryDocuments.Id, Document> documents,
        SubscriptionTables subscriptions,
        Table<StreamId, Snapshot> snapshots,
        Table<Owned<InMemoryDeduplication.Handled>, Instant> handled,
        Table<Owned<String>, SubjectKey> subjectKeys,
        OperationTables operations) {

    Contents() {
        this(
                new Log(),
                new Table<>(),
                new SubscriptionTables(),
                new Table<>(),
                new Table<>(),
                new Table<>(),
                new OperationTables());
    }

    /** A draft on top of this. */
    Contents draft() {
        return new Contents(
                new Log(log),
                documents.draft(),
                subscriptions.draft(),
                snapshots.draft(),
                handled.draft(),
                subjectKeys.draft(),
                operations.draft());
    }

    /** Makes the draft's changes this one's own. */
    void add(Contents draft) {
        log.add(draft.log.added());
        documents.add(draft.documents);
        subscriptions.add(draft.subscriptions);
        snapshots.add(draft.snapshots);
        handled.add(draft.handled);
        subjectKeys.add(draft.subjectKeys);
        operations.add(draft.operations);
    }
}
