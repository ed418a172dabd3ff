// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.tck.AdjustableClock;
import dev.eventsource.tck.StorageContract;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/** A storage that is looked at is a storage like any other. */
@ExtendWith(PassingThroughAtLeast.class)
class TracedStorageContractTest extends StorageContract {

    private final AdjustableClock clock = new AdjustableClock();

    @Override
    protected Storage open() {
        return Recording.TELEMETRY.wrap(new InMemoryStorage(clock));
    }

    @Override
    protected Optional<Storage> open(Clock other) {
        return Optional.of(Recording.TELEMETRY.wrap(new InMemoryStorage(other)));
    }

    @Override
    protected void pass(Duration time) {
        clock.putForward(time);
    }
}
