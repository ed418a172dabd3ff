// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.tck.EventLogContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** So is one on JDBC, as far as its log goes; what else it keeps goes through untouched. */
@ExtendWith(JoiningAtLeast.class)
class TracedJdbcStorageContractTest extends EventLogContract {

    private int opened;

    @TempDir
    private Path folder;

    @Override
    protected Storage open() {
        opened++;
        return Recording.TELEMETRY.wrap(new SqliteStorage(file()));
    }

    @Override
    protected Optional<Storage> openAgain() {
        return Optional.of(Recording.TELEMETRY.wrap(new SqliteStorage(file())));
    }

    @Override
    protected Optional<String> ownTable() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("create table outcome (loan text)");
        }
        return Optional.of("outcome");
    }

    private Path file() {
        return folder.resolve("events" + opened + ".db");
    }
}
