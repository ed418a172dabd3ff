// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.DocumentWrite;
import java.util.List;
import java.util.Optional;

/** Sound documents; a saboteur overrides a method. */
class Documents implements DocumentStore {

    final DocumentStore sound;

    Documents(DocumentStore sound) {
        this.sound = sound;
    }

    @Override
    public Optional<Document> get(String collection, String key) {
        return sound.get(collection, key);
    }

    @Override
    public List<Document> many(String collection, List<String> keys) {
        return sound.many(collection, keys);
    }

    @Override
    public long write(DocumentWrite write) {
        return sound.write(write);
    }

    @Override
    public List<Document> find(String collection, DocumentQuery query) {
        return sound.find(collection, query);
    }

    @Override
    public long count(String collection, DocumentQuery query) {
        return sound.count(collection, query);
    }

    @Override
    public long clear(String collection) {
        return sound.clear(collection);
    }

    @Override
    public DocumentStore forTenant(String tenant) {
        return sound.forTenant(tenant);
    }
}
