// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.event.Payload;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sound operations, of which a saboteur changes what he likes. */
class Operations implements OperationStore {

    final OperationStore sound;

    Operations(OperationStore sound) {
        this.sound = sound;
    }

    /** The same sabotage, of others. */
    Operations of(OperationStore others) {
        return new Operations(others);
    }

    @Override
    public long submit(NewOperation operation) {
        return sound.submit(operation);
    }

    @Override
    public boolean signal(long id, String name, Payload payload) {
        return sound.signal(id, name, payload);
    }

    @Override
    public Optional<OperationHistory> find(long id) {
        return sound.find(id);
    }

    @Override
    public List<Operation> list(Filter filter, int limit) {
        return sound.list(filter, limit);
    }

    @Override
    public void decide(long id, OperationDecision decision, String by, String why) {
        sound.decide(id, decision, by, why);
    }

    @Override
    public long purge(Instant before) {
        return sound.purge(before);
    }

    @Override
    public List<Count> counts(Set<OperationState> states) {
        return sound.counts(states);
    }

    @Override
    public OperationQueue queue() {
        return sound.queue();
    }

    @Override
    public OperationStore forTenant(String tenant) {
        return of(sound.forTenant(tenant));
    }
}
