// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.store.EventStore;
import dev.eventsource.store.ForwardingStorage;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.Storage;

/** A storage of which it is seen what is done with its events, and whose operations know
 * in which trace they were submitted: outside, inside transactions and in views. */
class TracedStorage extends ForwardingStorage {

    final Database database;

    TracedStorage(Storage storage, Database database) {
        super(storage);
        this.database = database;
    }

    @Override
    public EventStore events() {
        return database.wrap(storage().events());
    }

    @Override
    public OperationStore operations() {
        return database.wrap(storage().operations());
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return storage().atomically(inside -> work.in(database.wrap(inside)));
    }

    @Override
    public Storage forTenant(String tenant) {
        return database.forTenant(tenant).wrap(storage().forTenant(tenant));
    }

    @Override
    public String toString() {
        return "traced " + storage();
    }
}
