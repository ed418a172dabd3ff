package dev.eventsource.inmemory;

import dev.eventsource.store.Storage;
import dev.eventsource.tck.StorageContract;
import java.time.Clock;
import java.util.Optional;

class InMemoryStorageContractTest extends StorageContract {

    @Override
    protected Storage open() {
        return new InMemoryStorage();
    }

    @Override
    protected Optional<Storage> open(Clock clock) {
        return Optional.of(new InMemoryStorage(clock));
    }
}
