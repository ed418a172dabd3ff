// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentCondition.Operator;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.DocumentWrite;
import dev.eventsource.store.DocumentWrite.Put;
import dev.eventsource.store.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Saboteurs of documents. */
final class Filing {

    private Filing() {}

    /** What a work wrote stays written when the work has failed. */
    static Storage keepsDocumentsOfFailedWorks(Storage sound) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
                List<DocumentWrite> written = new ArrayList<>();
                boolean done = false;
                try {
                    R result = sound.atomically(inside -> work.in(with(inside, own -> recording(own, written))));
                    done = true;
                    return result;
                } finally {
                    if (!done) {
                        written.forEach(sound.documents()::write);
                    }
                }
            }
        };
    }

    private static DocumentStore recording(DocumentStore sound, List<DocumentWrite> written) {
        return new Documents(sound) {
            @Override
            public long write(DocumentWrite write) {
                long version = sound.write(write);
                written.add(write);
                return version;
            }
        };
    }

    /** Whoever puts last wins. */
    static Storage ignoresVersionsOfDocuments(Storage sound) {
        return with(sound, own -> new Documents(own) {
            @Override
            public long write(DocumentWrite write) {
                return sound.write(
                        write instanceof Put put
                                ? new Put(put.collection(), put.key(), put.content(), ExpectedVersion.any())
                                : write);
            }
        });
    }

    /** Tenants share their documents. */
    static Storage sharesDocumentsAmongTenants(Storage sound) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public Storage forTenant(String tenant) {
                DocumentStore everybodys = sound.documents();
                return with(sound.forTenant(tenant), own -> everybodys);
            }
        };
    }

    /** To SQL, null is neither equal nor unequal to anything. */
    static Storage overlooksAbsentFields(Storage sound) {
        return with(sound, own -> new Documents(own) {
            @Override
            public List<Document> find(String collection, DocumentQuery query) {
                DocumentQuery narrowed = query;
                for (var condition : query.conditions()) {
                    if (condition.operator() == Operator.NE) {
                        narrowed = narrowed.ne(condition.field(), null);
                    }
                }
                return sound.find(collection, narrowed);
            }
        });
    }

    private static Storage with(Storage sound, UnaryOperator<DocumentStore> damage) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public DocumentStore documents() {
                return damage.apply(sound.documents());
            }
        };
    }
}
