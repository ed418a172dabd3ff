// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.StateCodec;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentArguments;
import dev.eventsource.store.DocumentCondition;
import dev.eventsource.store.DocumentConflictException;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DocumentQuery.Order;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One collection of documents as objects of a class: a table of a read model. Thread-safe.
 *
 * <pre>{@code
 * Documents<OpenLoan> loans = new Documents<>(storage, "open-loans", new JacksonStateCodec<>(OpenLoan.class));
 * loans.put("173688", new OpenLoan("ada", 20000), any());
 * loans.find(DocumentQuery.all().gt("amount", 10000).orderBy("customer"));
 * }</pre>
 *
 * <p>Its methods mean what those of {@link DocumentStore} do. A query for a field that the class does not have is refused
 * ({@link IllegalArgumentException}), and content that does not fit the class is a {@link CodecException} that names the
 * document.
 *
 * @param <T> the class
 */
public final class Documents<T> {

    private final DocumentStore store;
    private final String collection;
    private final StateCodec<T> codec;

    /** The collection in this storage, which need not exist yet. */
    public Documents(Storage storage, String collection, StateCodec<T> codec) {
        this.store = storage.documents();
        this.collection = DocumentArguments.collection(collection);
        this.codec = codec.on(storage);
    }

    /** The same collection in another storage: in the one that {@link Storage#atomically} hands out, for instance. */
    public Documents<T> in(Storage storage) {
        return new Documents<>(storage, collection, codec);
    }

    /** The document, unless it is absent or softly deleted. */
    public Optional<Entry<T>> get(String key) {
        return store.get(collection, key).map(this::entry);
    }

    /** Those of these documents that {@link #get} would give, in the order of the keys; at most {@link DocumentStore#MAX_KEYS}. */
    public List<Entry<T>> many(List<String> keys) {
        return entries(store.many(collection, keys));
    }

    /**
     * Stores a document, or replaces its content. Returns its new version.
     *
     * @throws DocumentConflictException if it is at another version than expected
     */
    public long put(String key, T content, ExpectedVersion expected) {
        return store.put(collection, key, codec.encode(content), expected);
    }

    /** Removes a document for good, if it is there; see {@link DocumentStore#delete}. */
    public void delete(String key, ExpectedVersion expected) {
        store.delete(collection, key, expected);
    }

    /** Hides a document until it is restored or put again; see {@link DocumentStore#softDelete}. */
    public long softDelete(String key, ExpectedVersion expected) {
        return store.softDelete(collection, key, expected);
    }

    /** Shows a document again; see {@link DocumentStore#restore}. */
    public long restore(String key, ExpectedVersion expected) {
        return store.restore(collection, key, expected);
    }

    /** The documents that the query wants, in its order. Looks at every document of the collection. */
    public List<Entry<T>> find(DocumentQuery query) {
        checkFields(query);
        return entries(store.find(collection, query));
    }

    /** How many documents the conditions of the query want. */
    public long count(DocumentQuery query) {
        checkFields(query);
        return store.count(collection, query);
    }

    /** Removes every document of the collection for good. Returns how many there were. */
    public long clear() {
        return store.clear(collection);
    }

    private void checkFields(DocumentQuery query) {
        Stream.concat(
                        query.conditions().stream().map(DocumentCondition::field),
                        query.orders().stream().map(Order::field))
                .filter(field -> !codec.hasField(field))
                .findFirst()
                .ifPresent(field -> {
                    throw new IllegalArgumentException("The query asks for '" + field + "', but "
                            + codec.type().getSimpleName() + " has no such field; it has "
                            + String.join(", ", codec.fields()));
                });
    }

    private List<Entry<T>> entries(List<Document> documents) {
        return documents.stream().map(this::entry).toList();
    }

    private Entry<T> entry(Document document) {
        T content = codec.decode(document.content(), "document " + collection + "/" + document.key());
        return new Entry<>(document.key(), document.version(), content, document.changedAt(), document.deleted());
    }

    /**
     * A document; see {@link Document}.
     *
     * @param version what to expect next time
     */
    public record Entry<T>(String key, long version, T content, Instant changedAt, boolean deleted) {}
}
