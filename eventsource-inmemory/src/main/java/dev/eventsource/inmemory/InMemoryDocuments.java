// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentArguments;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.DocumentWrite;
import dev.eventsource.store.TenantEvents;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The documents of one tenant, in a storage or in a transaction of it. */
final class InMemoryDocuments implements DocumentStore {

    private final Rows rows;
    private final Clock clock;
    private final String tenant;
    private final boolean whole;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    InMemoryDocuments(Rows rows, Clock clock) {
        this(rows, clock, "", true);
    }

    private InMemoryDocuments(Rows rows, Clock clock, String tenant, boolean whole) {
        this.rows = rows;
        this.clock = clock;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public Optional<Document> get(String collection, String key) {
        DocumentArguments.key(key);
        Id id = id(collection, key);
        return rows.reading(contents -> visible(contents, id));
    }

    @Override
    public List<Document> many(String collection, List<String> keys) {
        List<Id> ids = DocumentArguments.keys(keys).stream()
                .map(key -> id(collection, key))
                .toList();
        return rows.reading(contents ->
                ids.stream().flatMap(id -> visible(contents, id).stream()).toList());
    }

    @Override
    public long write(DocumentWrite write) {
        Id id = id(write.collection(), write.key());
        return rows.writing(contents -> {
            Document before = contents.documents().get(id).orElse(null);
            Document after = write.applyTo(before, clock.instant().truncatedTo(ChronoUnit.MICROS));
            if (after == null) {
                contents.documents().remove(id);
                return 0L;
            }
            contents.documents().put(id, after);
            return after.version();
        });
    }

    @Override
    public List<Document> find(String collection, DocumentQuery query) {
        return query.select(all(collection));
    }

    @Override
    public long count(String collection, DocumentQuery query) {
        return all(collection).stream().filter(query::matches).count();
    }

    @Override
    public long clear(String collection) {
        DocumentArguments.collection(collection);
        return rows.writing(contents -> {
            Set<Id> ids = contents.documents().rows(id -> isIn(collection, id)).keySet();
            ids.forEach(contents.documents()::remove);
            return (long) ids.size();
        });
    }

    @Override
    public DocumentStore forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new InMemoryDocuments(rows, clock, TenantEvents.checked(other), false);
    }

    private Collection<Document> all(String collection) {
        DocumentArguments.collection(collection);
        return rows.reading(contents ->
                contents.documents().rows(id -> isIn(collection, id)).values());
    }

    private boolean isIn(String collection, Id id) {
        return id.tenant.equals(tenant) && id.collection.equals(collection);
    }

    private static Optional<Document> visible(Contents contents, Id id) {
        return contents.documents().get(id).filter(document -> !document.deleted());
    }

    private Id id(String collection, String key) {
        return new Id(tenant, DocumentArguments.collection(collection), key);
    }

    /** By what a document is found. */
    record Id(String tenant, String collection, String key) {}
}
