// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Registration;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.sqlite.SqliteStorage.Options;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteWakeUpTest {

    /** So long that no wake-up in these tests can be its doing. */
    private static final Options WITHOUT_HEARTBEAT = Options.DEFAULT.withHeartbeat(Duration.ofHours(12));

    @TempDir
    Path folder;

    private final AtomicInteger wakeUps = new AtomicInteger();

    @Test
    void another_process_wakes() throws Exception {
        Path file = folder.resolve("log.db");
        try (SqliteStorage storage = new SqliteStorage(file, WITHOUT_HEARTBEAT);
                Registration registration = storage.events().onAppend(wakeUps::incrementAndGet);
                ChildProcess other = ChildProcess.run(OneAppend.class, file)) {
            assertThat(other.outputToTheEnd()).containsExactly("appended");

            await().untilAsserted(() -> assertThat(wakeUps).hasPositiveValue());
            assertThat(storage.events().head()).isEqualTo(1);
        }
    }

    @Test
    void an_append_in_a_transaction_of_the_callers_wakes_when_that_commits() throws Exception {
        Path file = folder.resolve("log.db");
        try (SqliteStorage storage = new SqliteStorage(file, WITHOUT_HEARTBEAT);
                Registration registration = storage.events().onAppend(wakeUps::incrementAndGet);
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            storage.within(connection)
                    .events()
                    .append(Loans.loan(1), ExpectedVersion.noStream(), List.of(Loans.submitted()));
            statement.execute("commit");

            await().untilAsserted(() -> assertThat(wakeUps).hasPositiveValue());
        }
    }

    @Test
    void the_heartbeat_finds_what_the_operating_system_did_not_report() throws Exception {
        Path file = folder.resolve("log.db");
        try (SqliteStorage storage = new SqliteStorage(file, Options.DEFAULT.withHeartbeat(Duration.ofMillis(50)));
                Registration registration = storage.events().onAppend(wakeUps::incrementAndGet);
                SqliteStorage other = new SqliteStorage(file)) {
            for (int i = 0; i < 20; i++) {
                int before = wakeUps.get();
                other.events().append(Loans.loan(1), ExpectedVersion.any(), List.of(Loans.submitted()));
                await().untilAsserted(() -> assertThat(wakeUps).hasValueGreaterThan(before));
            }
        }
    }

    @Test
    void nobody_is_woken_while_nothing_happens() throws Exception {
        Path file = folder.resolve("log.db");
        try (SqliteStorage storage = new SqliteStorage(file, Options.DEFAULT.withHeartbeat(Duration.ofMillis(5)));
                Registration registration = storage.events().onAppend(wakeUps::incrementAndGet);
                SqliteStorage reader = new SqliteStorage(file)) {
            await().during(Duration.ofMillis(300)).untilAsserted(() -> {
                assertThat(reader.events().head()).isZero();
                assertThat(wakeUps).hasValue(0);
            });
        }
    }
}
