package dev.eventsource.inmemory;

import dev.eventsource.store.Storage;
import dev.eventsource.tck.StorageContract;

class InMemoryStorageContractTest extends StorageContract {

    @Override
    protected Storage open() {
        return new InMemoryStorage();
    }
}
