// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.store.Storage;
import dev.eventsource.tck.StorageContract;
import java.time.Clock;
import java.util.Optional;

class PostgresStorageContractTest extends StorageContract {

    private PostgresStorage.Options options = PostgresStorage.Options.DEFAULT;

    @Override
    protected Storage open() {
        return open(Clock.systemUTC()).orElseThrow();
    }

    @Override
    protected Optional<Storage> open(Clock clock) {
        options = Databases.newSchema();
        return Optional.of(new PostgresStorage(Databases.pool(), options, clock));
    }

    @Override
    protected Optional<Storage> openAgain() {
        return Optional.of(new PostgresStorage(Databases.pool(), options));
    }

    @Override
    protected Optional<String> ownTable() {
        return Optional.of(Databases.newTable());
    }
}
