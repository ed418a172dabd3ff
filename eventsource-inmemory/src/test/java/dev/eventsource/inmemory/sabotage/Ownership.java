// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.store.Division;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases;
import dev.eventsource.store.Pulse;
import dev.eventsource.store.SubscriptionId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Sound leases; a saboteur overrides a method. */
class Ownership implements Leases {

    final Leases sound;

    Ownership(Leases sound) {
        this.sound = sound;
    }

    @Override
    public Pulse renew(String process, Duration lease) {
        return sound.renew(process, lease);
    }

    @Override
    public void leave(String process) {
        sound.leave(process);
    }

    @Override
    public void join(String process, SubscriptionId id) {
        sound.join(process, id);
    }

    @Override
    public void quit(String process, SubscriptionId id) {
        sound.quit(process, id);
    }

    @Override
    public Division division(SubscriptionId id) {
        return sound.division(id);
    }

    @Override
    public Map<SubscriptionId, Division> divisions() {
        return sound.divisions();
    }

    @Override
    public Optional<Claim> claim(String process, SubscriptionId id, int partition) {
        return sound.claim(process, id, partition);
    }

    @Override
    public void release(Lease lease, boolean inDoubt) {
        sound.release(lease, inDoubt);
    }

    @Override
    public Leases forTenant(String tenant) {
        return sound.forTenant(tenant);
    }
}
