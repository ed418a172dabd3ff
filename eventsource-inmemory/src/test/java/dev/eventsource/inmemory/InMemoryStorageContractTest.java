// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.store.Storage;
import dev.eventsource.tck.AdjustableClock;
import dev.eventsource.tck.StorageContract;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

class InMemoryStorageContractTest extends StorageContract {

    private final AdjustableClock clock = new AdjustableClock();

    @Override
    protected Storage open() {
        return new InMemoryStorage(clock);
    }

    @Override
    protected Optional<Storage> open(Clock other) {
        return Optional.of(new InMemoryStorage(other));
    }

    @Override
    protected void pass(Duration time) {
        clock.putForward(time);
    }
}
