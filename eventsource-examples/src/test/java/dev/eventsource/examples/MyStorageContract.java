// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.tck.StorageContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Compiled, and not run: it stands for the storage of somebody else. */
final class MyStorageContract {

    private MyStorageContract() {}

    private static Storage myStorage(Path file) {
        return new SqliteStorage(file);
    }

    // DOC contract begin
    static class MyStorageContractTest extends StorageContract {

        @TempDir
        private Path folder;

        private int opened;

        @Override
        protected Storage open() {
            return myStorage(folder.resolve("events" + ++opened)); // new and empty, each time
        }

        @Override
        protected Optional<Storage> openAgain() {
            return Optional.of(myStorage(folder.resolve("events" + opened))); // the same data, for another process
        }
    }
    // DOC contract end
}
