// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Lease;
import dev.eventsource.store.SubscriptionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Sound dead letters; a saboteur overrides a method. */
class Letters implements DeadLetterQueue {

    final DeadLetterQueue sound;

    Letters(DeadLetterQueue sound) {
        this.sound = sound;
    }

    @Override
    public Map<Long, Integer> attempts(Lease lease) {
        return sound.attempts(lease);
    }

    @Override
    public void attempt(Lease lease, long position, int number) {
        sound.attempt(lease, position, number);
    }

    @Override
    public void put(Lease lease, DeadLetter letter) {
        sound.put(lease, letter);
    }

    @Override
    public List<DeadLetter> open(SubscriptionId id, int partition, long afterPosition, int limit) {
        return sound.open(id, partition, afterPosition, limit);
    }

    @Override
    public List<DeadLetter> list(Filter filter, int limit) {
        return sound.list(filter, limit);
    }

    @Override
    public int decide(Filter filter, DeadLetter.State state, String by) {
        return sound.decide(filter, state, by);
    }

    @Override
    public Count count(Filter filter) {
        return sound.count(filter);
    }

    @Override
    public int purge(Instant before) {
        return sound.purge(before);
    }

    @Override
    public DeadLetterQueue forTenant(String tenant) {
        return sound.forTenant(tenant);
    }
}
