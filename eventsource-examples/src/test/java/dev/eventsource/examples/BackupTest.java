// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Start;
import dev.eventsource.subscription.Subscription;
import dev.eventsource.testing.EventBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/how-to/back-up.md says of backups, and the code of docs/how-to/rewound-log.md. */
class BackupTest {

    @TempDir
    Path folder;

    private final List<Long> mailed = new CopyOnWriteArrayList<>();

    private static void append(Storage storage, int events) {
        for (int i = 0; i < events; i++) {
            storage.events()
                    .append(
                            StreamId.of("loan", "173688"),
                            ExpectedVersion.any(),
                            List.of(EventBuilder.of("LoanPaid", "{}").data()));
        }
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void a_backup_of_a_file_in_use_is_whole_and_can_be_gone_on_with() throws Exception {
        Path file = folder.resolve("bank.db");
        Path backup = folder.resolve("bank-backup.db");
        try (Storage storage = new SqliteStorage(file)) {
            append(storage, 3);
            execute(file, "vacuum into '" + backup + "'");
            append(storage, 2);
        }
        try (Storage restored = new SqliteStorage(backup)) {
            append(restored, 1);
            assertThat(restored.events().readAll(EventQuery.all(), 0, 10).events())
                    .extracting(RecordedEvent::position)
                    .containsExactly(1L, 2L, 3L, 4L);
        }
    }

    /** A failover to a replica that lacked two commits does that: under a process that runs on. */
    @Test
    void a_log_that_has_lost_its_end_stops_the_subscription_until_a_person_decides() throws Exception {
        Path file = folder.resolve("bank.db");
        try (Storage storage = new SqliteStorage(file);
                Running running = Running.on(storage, Running.Options.DEFAULT.withLease(Duration.ofSeconds(1)))) {
            append(storage, 5);
            RunningSubscription mailing = running.start(Subscription.of(
                    "mails",
                    EventQuery.all(),
                    Delivery.atLeastOnce(
                            delivered -> mailed.add(delivered.recorded().position()))));
            assertThat(mailing.await(5, Duration.ofSeconds(30))).isTrue();
            execute(file, "delete from es_event where position > 3");

            await().until(() -> mailing.state() == RunState.FAILED);
            assertThat(mailing.reason().orElseThrow()).contains("rewound");
            append(storage, 2);
            // DOC reset begin
            Checkpoint whole = Start.after(3).resolve(storage.events());
            storage.checkpoints().reset(SubscriptionId.of("mails"), whole, true);
            // DOC reset end
            await().until(() -> mailed.size() == 7);
        }
        assertThat(mailed).containsExactly(1L, 2L, 3L, 4L, 5L, 4L, 5L);
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("rewound-log.md").hasTheCodeOf("BackupTest.java");
    }
}
