// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.Storage;
import java.util.Optional;

/** Documents of loans as the suites write and read them, with contents as plain text. */
record Folder(DocumentStore documents, String collection) {

    static final String LOANS = "loans";

    static Folder of(Storage storage) {
        return new Folder(storage.documents(), LOANS);
    }

    long put(String key, String json) {
        return put(key, json, ExpectedVersion.any());
    }

    long put(String key, String json, ExpectedVersion expected) {
        return documents.put(collection, key, Payload.of(json), expected);
    }

    /** The content; empty if there is no such document. */
    Optional<String> content(String key) {
        return documents.get(collection, key).map(document -> document.content().json());
    }
}
