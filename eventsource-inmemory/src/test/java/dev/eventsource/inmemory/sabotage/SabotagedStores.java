// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.Leases;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.Storage;

/** A storage whose saboteur changes what it keeps of subscriptions: outside, inside transactions and in views. */
class SabotagedStores extends SabotagedStorage {

    private final Saboteur saboteur;

    SabotagedStores(Storage sound, Saboteur saboteur) {
        super(sound, events -> events);
        this.saboteur = saboteur;
    }

    @Override
    public CheckpointStore checkpoints() {
        return saboteur.checkpoints(sound);
    }

    @Override
    public Leases leases() {
        return saboteur.leases(sound);
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return saboteur.letters(sound);
    }

    @Override
    public Deduplication deduplication() {
        return saboteur.deduplication(sound);
    }

    @Override
    public OperationStore operations() {
        return saboteur.operations(sound);
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return sound.atomically(inside -> work.in(new SabotagedStores(inside, saboteur)));
    }

    @Override
    public Storage forTenant(String tenant) {
        return new SabotagedStores(sound.forTenant(tenant), saboteur);
    }

    /** Changes what he likes, of a sound storage. */
    interface Saboteur {

        default CheckpointStore checkpoints(Storage sound) {
            return sound.checkpoints();
        }

        default Leases leases(Storage sound) {
            return sound.leases();
        }

        default DeadLetterQueue letters(Storage sound) {
            return sound.deadLetters();
        }

        default OperationStore operations(Storage sound) {
            return sound.operations();
        }

        default Deduplication deduplication(Storage sound) {
            return sound.deduplication();
        }
    }
}
