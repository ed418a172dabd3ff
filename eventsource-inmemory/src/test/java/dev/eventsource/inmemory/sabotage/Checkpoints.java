// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.Lease;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sound checkpoints; a saboteur overrides a method. */
class Checkpoints implements CheckpointStore {

    final CheckpointStore sound;

    Checkpoints(CheckpointStore sound) {
        this.sound = sound;
    }

    @Override
    public SubscriptionState register(SubscriptionId id, int partitions, String query, Checkpoint start) {
        return sound.register(id, partitions, query, start);
    }

    @Override
    public Optional<SubscriptionState> find(SubscriptionId id) {
        return sound.find(id);
    }

    @Override
    public List<SubscriptionState> all() {
        return sound.all();
    }

    @Override
    public Set<Lease> advance(Map<Lease, Checkpoint> checkpoints) {
        return sound.advance(checkpoints);
    }

    @Override
    public void reset(SubscriptionId id, Checkpoint to, boolean force) {
        sound.reset(id, to, force);
    }

    @Override
    public void pause(SubscriptionId id, boolean paused) {
        sound.pause(id, paused);
    }

    @Override
    public void activate(SubscriptionId id, boolean force) {
        sound.activate(id, force);
    }

    @Override
    public void drop(SubscriptionId id) {
        sound.drop(id);
    }

    @Override
    public CheckpointStore forTenant(String tenant) {
        return sound.forTenant(tenant);
    }
}
