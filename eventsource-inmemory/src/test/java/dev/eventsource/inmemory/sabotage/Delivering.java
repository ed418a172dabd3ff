// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.inmemory.sabotage.SabotagedStores.Saboteur;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Saboteurs that only a subscription which is interrupted notices. */
final class Delivering {

    private Delivering() {}

    /** By one position, as long as there is an event. */
    static Storage advancesTooFar(Storage sound) {
        return new SabotagedStores(sound, new Saboteur() {
            @Override
            public CheckpointStore checkpoints(Storage storage) {
                return new Checkpoints(storage.checkpoints()) {
                    @Override
                    public Set<Lease> advance(Map<Lease, Checkpoint> checkpoints) {
                        long head = storage.events().head();
                        Map<Lease, Checkpoint> further = new HashMap<>();
                        checkpoints.forEach((lease, to) -> further.put(
                                lease, to.position() < head ? new Checkpoint(to.position() + 1, null) : to));
                        return sound.advance(further);
                    }
                };
            }
        });
    }

    static Storage listsLettersBackwards(Storage sound) {
        return new SabotagedStores(sound, new Saboteur() {
            @Override
            public DeadLetterQueue letters(Storage storage) {
                return new Letters(storage.deadLetters()) {
                    @Override
                    public List<DeadLetter> open(SubscriptionId id, int partition, long afterPosition, int limit) {
                        List<DeadLetter> letters = new ArrayList<>(sound.open(id, partition, afterPosition, limit));
                        Collections.reverse(letters);
                        return letters;
                    }
                };
            }
        });
    }

    /** What is done in a transaction is there at once, and stays. */
    static Storage knowsNoTransactions(Storage sound) {
        return new SabotagedStores(sound, new Saboteur() {}) {
            @Override
            public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
                return work.in(sound);
            }
        };
    }
}
