// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.jdbc.JdbcStorage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Being told of appends, by notices and without them. */
@Timeout(60)
class PostgresWakeUpTest {

    private static final Duration RARELY = Duration.ofHours(1);

    private final AtomicInteger woken = new AtomicInteger();
    private PostgresStorage.Options options;
    private PostgresStorage writer;

    @BeforeEach
    void open() {
        options = Databases.newSchema();
        writer = new PostgresStorage(Databases.pool(), options);
    }

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void another_process_is_woken_by_a_notice() {
        try (PostgresStorage listener = listening(options.withHeartbeat(RARELY))) {
            for (int i = 0; i < 5; i++) {
                int before = woken.get();
                submit(writer);
                await().until(() -> woken.get() > before);
            }
        }
    }

    @Test
    void the_last_of_many_appends_wakes_too() {
        try (PostgresStorage listener = listening(options.withHeartbeat(RARELY))) {
            List<Long> heads = new CopyOnWriteArrayList<>();
            listener.events().onAppend(() -> heads.add(listener.events().head()));
            for (int i = 0; i < 300; i++) {
                submit(writer);
            }

            await().until(() -> heads.contains(300L));
        }
    }

    @Test
    void an_append_in_a_transaction_of_the_callers_wakes_when_that_commits() throws SQLException {
        try (PostgresStorage listener = listening(options.withHeartbeat(RARELY));
                Connection connection = Databases.pool().getConnection()) {
            connection.setAutoCommit(false);
            JdbcStorage joined = writer.within(connection);
            submit(joined);
            int before = woken.get();
            assertThat(query(connection, "select pg_sleep(0.3)::text")).isEmpty();
            assertThat(woken.get()).as("woken before the commit").isEqualTo(before);

            connection.commit();

            await().until(() -> woken.get() > before);
        }
    }

    @Test
    void without_listen_the_heartbeat_wakes() {
        try (PostgresStorage listener = listening(options.withListen(false).withHeartbeat(Duration.ofMillis(100)))) {
            for (int i = 0; i < 3; i++) {
                int before = woken.get();
                submit(writer);
                await().until(() -> woken.get() > before);
            }
        }
    }

    @Test
    void when_the_listening_backend_is_ended_nothing_is_lost_and_notices_are_heard_again() throws Exception {
        try (HikariDataSource pool = Pools.of(Databases.shared(), 5);
                PostgresStorage listener = new PostgresStorage(pool, options.withHeartbeat(RARELY))) {
            listener.events().onAppend(woken::incrementAndGet);
            for (int i = 0; i < 3; i++) {
                String pid = awaitListening();
                int before = woken.get();
                try (Connection owner = Databases.owners().dataSource().getConnection()) {
                    query(owner, "select pg_terminate_backend(" + pid + ")");
                }
                submit(writer);
                await().until(() -> woken.get() > before);
                await().until(() -> !awaitListening().equals(pid));
                int again = woken.get();
                submit(writer);
                await().until(() -> woken.get() > again);
            }
        }
    }

    @Test
    void nobody_is_woken_while_nothing_happens() throws SQLException {
        try (PostgresStorage listener = listening(options.withHeartbeat(Duration.ofMillis(50)));
                Connection connection = Databases.pool().getConnection()) {
            submit(writer);
            await().until(() -> woken.get() > 1);
            query(connection, "select pg_sleep(0.3)::text");
            int before = woken.get();
            query(connection, "select pg_sleep(0.5)::text");

            assertThat(woken.get()).isEqualTo(before);
        }
    }

    @Test
    void a_closed_storage_hears_nothing_more_and_gives_its_connections_back() throws Exception {
        try (HikariDataSource pool = Pools.of(Databases.shared(), 3)) {
            for (int i = 0; i < 5; i++) {
                PostgresStorage listener = new PostgresStorage(pool, options.withHeartbeat(RARELY));
                listener.events().onAppend(woken::incrementAndGet);
                awaitListening();
                listener.close();
                assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            }
            try (Connection connection = pool.getConnection()) {
                assertThat(query(connection, "select count(*) from pg_listening_channels()"))
                        .isEqualTo("0");
            }
        }
    }

    private PostgresStorage listening(PostgresStorage.Options options) {
        PostgresStorage listener = new PostgresStorage(Databases.pool(), options);
        listener.events().onAppend(woken::incrementAndGet);
        await().until(() -> woken.get() > 0);
        return listener;
    }

    /** The backend that listens to this schema's channel. */
    private String awaitListening() throws Exception {
        String channel;
        try (Connection owner = Databases.owners().dataSource().getConnection()) {
            channel = query(
                    owner,
                    "select 'listen es_' || ('"
                            + new Schema(options.schema()).quoted().replace("'", "''")
                            + ".es_event'::regclass::oid)::text");
        }
        String sql = "select min(pid)::text from pg_stat_activity where query = '" + channel + "'";
        try (Connection owner = Databases.owners().dataSource().getConnection()) {
            await().until(() -> query(owner, sql) != null);
            return query(owner, sql);
        }
    }

    private static void submit(JdbcStorage storage) {
        storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
