// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import java.util.List;
import java.util.Optional;

/**
 * JSON objects by collection and key: a read model that needs no SQL. Thread-safe.
 *
 * <p>Collections need not be created. A write outside {@link Storage#atomically} is a transaction of its own; inside,
 * documents and events are stored together. What is written can be read at once. Documents belong to the tenant of the
 * storage they came from, "" if it is no tenant's view.
 *
 * <p>By key, a document is found at once. {@link #find} and {@link #count} look at every document of the collection:
 * fine for thousands, not for millions. Arguments that make no sense, and names that cannot be, are refused everywhere
 * by {@link IllegalArgumentException}; after the storage is closed, every method throws {@link IllegalStateException}.
 */
public interface DocumentStore extends PerTenant<DocumentStore> {

    /** The most keys of one {@link #many}. */
    int MAX_KEYS = 1000;

    /** The document, unless it is absent or softly deleted. */
    Optional<Document> get(String collection, String key);

    /** Those of these documents that {@link #get} would give, in the order of the keys; a key that stands twice counts once. */
    List<Document> many(String collection, List<String> keys);

    /**
     * Changes one document, if it is as the writer expects.
     *
     * @return the version of the document afterwards, 0 if there is none
     * @throws DocumentConflictException if it is at another version; nothing has changed
     */
    long write(DocumentWrite write);

    /**
     * The documents that the query wants, in its order. The page is held in memory as a whole: choose a limit that fits
     * the size of the documents.
     */
    List<Document> find(String collection, DocumentQuery query);

    /** How many documents the conditions of the query want, whatever its limit and offset. */
    long count(String collection, DocumentQuery query);

    /**
     * Removes every document of the collection for good.
     *
     * @return how many there were, softly deleted ones included
     */
    long clear(String collection);

    /** Stores a document, or replaces its content; see {@link DocumentWrite.Put}. Returns its new version. */
    default long put(String collection, String key, Payload content, ExpectedVersion expected) {
        return write(new DocumentWrite.Put(collection, key, content, expected));
    }

    /** Removes a document for good, if it is there. A later one begins at version 1: where others remember versions, delete softly. */
    default void delete(String collection, String key, ExpectedVersion expected) {
        write(new DocumentWrite.Delete(collection, key, expected));
    }

    /** Hides a document, if it is there, until it is restored or put again. Returns its new version, 0 if it is absent. */
    default long softDelete(String collection, String key, ExpectedVersion expected) {
        return write(new DocumentWrite.Mark(collection, key, true, expected));
    }

    /** Shows a document again, if it is there. Returns its new version, 0 if it is absent. */
    default long restore(String collection, String key, ExpectedVersion expected) {
        return write(new DocumentWrite.Mark(collection, key, false, expected));
    }
}
