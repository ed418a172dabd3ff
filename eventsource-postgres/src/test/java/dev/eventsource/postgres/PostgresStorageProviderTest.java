// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.Storages;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A time-out of the pool would take ten seconds: nothing here may wait for one. */
@Timeout(60)
class PostgresStorageProviderTest {

    private static final int NEWEST =
            dev.eventsource.postgres.Database.MIGRATIONS.missing(0).size();

    private static final StreamId LOAN = StreamId.of("loan", "1");

    private final Database database = PostgresServer.shared().createDatabase();
    private final PostgresStorageProvider provider =
            new PostgresStorageProvider(Map.of("PGUSER", database.user(), "PGPASSWORD", database.password()));

    private static void append(Storage storage) {
        EventData event = EventData.of(UUID.randomUUID(), "Opened", Instant.now(), Payload.of("{}"));
        storage.events().append(LOAN, ExpectedVersion.any(), List.of(event));
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void a_store_is_made_and_opened_by_its_url_and_migrating_again_does_nothing() {
        assertThat(provider.migrate(database.url()))
                .isEqualTo("the tables in schema public are at version " + NEWEST + " (created)");
        assertThat(provider.migrate(database.url()))
                .isEqualTo("the tables in schema public are at version " + NEWEST + " (up to date already)");
        try (Storage storage = provider.open(database.url())) {
            append(storage);
        }
        try (Storage storage = provider.open(database.url())) {
            assertThat(storage.events().read(LOAN, 0, 10)).hasSize(1);
        }
    }

    @Test
    void it_is_found_by_its_scheme() {
        String url = database.url() + "?user=" + database.user() + "&password=" + database.password();
        assertThat(Storages.migrate(url)).contains("created");
        try (Storage storage = Storages.open(url)) {
            append(storage);
        }
    }

    @Test
    void the_schema_that_the_url_names_holds_the_tables() throws SQLException {
        String url = database.url() + "?currentSchema=%22My%20%22%22Loans%22%22%22,public";
        assertThat(provider.migrate(url)).contains("in schema My \"Loans\" are at version " + NEWEST + " (created)");
        try (Storage storage = provider.open(url)) {
            append(storage);
        }

        assertThat(count("select count(*) from \"My \"\"Loans\"\"\".es_event")).isOne();
        assertThat(count("select count(*) from pg_tables where schemaname = 'public'"))
                .isZero();
    }

    @Test
    void closing_the_storage_closes_its_connections() throws SQLException {
        String sql = "select count(*) from pg_stat_activity where application_name = 'eventsource' and datname = '"
                + database.name() + "'";
        provider.migrate(database.url());
        try (Storage storage = provider.open(database.url())) {
            append(storage);
            assertThat(count(sql)).isGreaterThanOrEqualTo(2);
            storage.close();
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> count(sql) == 0);
    }

    @Test
    void a_store_without_tables_is_not_opened_and_leaves_no_connection() throws SQLException {
        fails(() -> provider.open(database.url()), database.name(), "no tables in the schema 'public'", "migrate");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> count("select count(*) from pg_stat_activity where application_name = 'eventsource'"
                                + " and datname = '" + database.name() + "'")
                        == 0);
    }

    @Test
    void what_keeps_it_from_connecting_is_said_at_once() throws Exception {
        String account = "?user=" + database.user() + "&password=";
        fails(() -> provider.open(database.url() + account + "s3cr3t-wrong"), "user or the password is not accepted");
        fails(() -> provider.migrate(database.url() + account + "s3cr3t-wrong"), "cannot be migrated", "not accepted");
        fails(
                () -> new PostgresStorageProvider(Map.of("PGUSER", "postgres")).open(database.url() + "?password="),
                "the password is an empty string",
                "PGPASSWORD");
        fails(() -> provider.open(database.url() + "_missing"), "there is no such database", "create it");
        fails(() -> provider.open("jdbc:postgresql://nowhere.invalid/loans"), "there is no host nowhere.invalid");
        fails(() -> provider.open(database.url() + "?sslmode=s3cr3t"), "sslmode");
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = closed.getLocalPort();
            closed.close();
            fails(
                    () -> provider.open("jdbc:postgresql://127.0.0.1:" + port + "/loans"),
                    "cannot be reached",
                    ":" + port);
        }
    }

    @Test
    void who_may_only_read_can_open_and_read_but_neither_append_nor_migrate() throws SQLException {
        provider.migrate(database.url());
        try (Storage storage = provider.open(database.url())) {
            append(storage);
        }
        String reader = "reader_" + database.name();
        execute("create role " + reader + " login password 'reads'");
        execute("grant select on all tables in schema public to " + reader);
        PostgresStorageProvider reading = new PostgresStorageProvider(Map.of("PGUSER", reader, "PGPASSWORD", "reads"));

        try (Storage storage = reading.open(database.url())) {
            assertThat(storage.events().read(LOAN, 0, 10)).hasSize(1);
            fails(() -> append(storage), "the user lacks a right");
        }
        assertThat(reading.migrate(database.url())).contains("up to date already");
        fails(() -> reading.migrate(database.url() + "?currentSchema=others"), "cannot be migrated", "lacks a right");
    }

    private static void fails(ThrowingCallable what, String... words) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(what)
                .withMessageContainingAll(words)
                .withMessageStartingWith("postgresql://")
                .satisfies(e -> {
                    for (Throwable at = e; at != null; at = at.getCause()) {
                        assertThat(at.toString()).doesNotContain("s3cr3t-");
                    }
                });
    }
}
