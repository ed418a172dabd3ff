// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.store.EventStore;
import dev.eventsource.store.ForwardingStorage;
import dev.eventsource.store.Storage;
import java.util.function.UnaryOperator;

/** A sound storage, of which the events are sabotaged everywhere: outside, inside transactions and in views. */
class SabotagedStorage extends ForwardingStorage {

    final Storage sound;
    final UnaryOperator<EventStore> sabotage;

    SabotagedStorage(Storage sound, UnaryOperator<EventStore> sabotage) {
        super(sound);
        this.sound = sound;
        this.sabotage = sabotage;
    }

    @Override
    public EventStore events() {
        return sabotage.apply(sound.events());
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return sound.atomically(inside -> work.in(new SabotagedStorage(inside, sabotage)));
    }

    @Override
    public Storage forTenant(String tenant) {
        return new SabotagedStorage(sound.forTenant(tenant), sabotage);
    }
}
