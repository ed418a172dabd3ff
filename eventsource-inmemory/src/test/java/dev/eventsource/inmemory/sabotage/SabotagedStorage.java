// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Leases;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.Storage;
import java.util.function.UnaryOperator;

/** A sound storage, of which the events are sabotaged everywhere: outside, inside transactions and in views. */
class SabotagedStorage implements Storage {

    final Storage sound;
    final UnaryOperator<EventStore> sabotage;

    SabotagedStorage(Storage sound, UnaryOperator<EventStore> sabotage) {
        this.sound = sound;
        this.sabotage = sabotage;
    }

    @Override
    public EventStore events() {
        return sabotage.apply(sound.events());
    }

    @Override
    public DocumentStore documents() {
        return sound.documents();
    }

    @Override
    public SnapshotStore snapshots() {
        return sound.snapshots();
    }

    @Override
    public CheckpointStore checkpoints() {
        return sound.checkpoints();
    }

    @Override
    public Leases leases() {
        return sound.leases();
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return sound.deadLetters();
    }

    @Override
    public Deduplication deduplication() {
        return sound.deduplication();
    }

    @Override
    public OperationStore operations() {
        return sound.operations();
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return sound.atomically(inside -> work.in(new SabotagedStorage(inside, sabotage)));
    }

    @Override
    public Storage forTenant(String tenant) {
        return new SabotagedStorage(sound.forTenant(tenant), sabotage);
    }

    @Override
    public void close() {
        sound.close();
    }
}
