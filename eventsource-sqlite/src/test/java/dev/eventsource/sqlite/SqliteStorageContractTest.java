// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.store.Storage;
import dev.eventsource.tck.StorageContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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

    @Override
    protected Optional<String> ownTable() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("events" + opened + ".db"));
                Statement statement = connection.createStatement()) {
            statement.execute("create table outcome (loan text)");
        }
        return Optional.of("outcome");
    }
}
