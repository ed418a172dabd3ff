// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.store.EventStore;
import dev.eventsource.store.ForwardingStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.store.TenantStorage;
import java.util.Optional;

/** A storage whose appends run projections; see {@link Projections#inline}. */
final class InlineStorage extends ForwardingStorage {

    private final Inlined inlined;
    private final InlineEvents events;

    /** @param joined whether the storage is a transaction's */
    InlineStorage(Storage storage, Inlined inlined, boolean joined) {
        super(storage);
        this.inlined = inlined;
        this.events = new InlineEvents(storage, inlined, joined);
    }

    @Override
    public EventStore events() {
        storage().events();
        return events;
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return storage().atomically(tx -> inlined.inside(() -> work.in(new InlineStorage(tx, inlined, true))));
    }

    @Override
    public Storage forTenant(String tenant) {
        return new TenantStorage(this, tenant);
    }

    /** Not the storage behind it, by which one could append past the projections. */
    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return TenantStorage.unwrap(type, this, storage());
    }

    @Override
    public void close() {
        super.close();
        events.close();
    }
}
