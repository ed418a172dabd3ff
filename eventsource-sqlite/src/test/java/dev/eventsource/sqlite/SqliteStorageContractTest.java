package dev.eventsource.sqlite;

import dev.eventsource.store.Storage;
import dev.eventsource.tck.StorageContract;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class SqliteStorageContractTest extends StorageContract {

    @TempDir
    Path folder;

    private int opened;

    @Override
    protected Storage open() {
        return new SqliteStorage(folder.resolve("events" + ++opened + ".db"));
    }

    @Override
    protected Optional<Storage> open(Clock clock) {
        return Optional.of(
                new SqliteStorage(folder.resolve("events" + ++opened + ".db"), SqliteStorage.Options.DEFAULT, clock));
    }

    @Override
    protected Optional<Storage> openAgain() {
        return Optional.of(new SqliteStorage(folder.resolve("events" + opened + ".db")));
    }
}
