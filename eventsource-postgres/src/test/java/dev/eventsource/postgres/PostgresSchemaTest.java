// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.jdbc.Migrations;
import dev.eventsource.servers.Database;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.SchemaVersion;
import dev.eventsource.store.SchemaVersionException;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Health;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables, their versions, and who may do what with them. */
@Timeout(120)
class PostgresSchemaTest {

    private static final PostgresStorage.Options DEFAULT = PostgresStorage.Options.DEFAULT;
    private static final List<String> FILES = dev.eventsource.postgres.Database.MIGRATIONS.missing(0);

    @Test
    void many_processes_may_migrate_at_once() throws Exception {
        PostgresStorage.Options options = DEFAULT.withSchema("s" + UUID.randomUUID());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> migrations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            migrations.add(threads.submit(() -> PostgresStorage.migrate(Databases.ownersPool(), options)));
        }
        for (Future<?> migration : migrations) {
            migration.get();
        }
        threads.shutdown();

        try (PostgresStorage storage = new PostgresStorage(Databases.ownersPool(), options)) {
            assertThat(storage.events().head()).isZero();
        }
    }

    @Test
    void without_tables_it_says_how_to_create_them() {
        assertThatThrownBy(() -> new PostgresStorage(Databases.pool(), DEFAULT.withSchema("nowhere")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("'nowhere'")
                .hasMessageContaining("eventsource migrate");
    }

    @Test
    void a_newer_schema_is_used_unless_it_says_that_this_library_is_too_old() throws SQLException {
        PostgresStorage.Options options = Databases.newSchema();
        execute(options, "update es_schema set version = 7, oldest_library = 1");
        PostgresStorage.migrate(Databases.ownersPool(), options);
        try (PostgresStorage storage = new PostgresStorage(Databases.pool(), options)) {
            assertThat(storage.unwrap(SchemaVersion.class)).contains(new SchemaVersion(7, FILES.size()));
            assertThat(Health.of(storage).reasons()).singleElement().asString().contains("schema 7, library wants");

            execute(options, "update es_schema set oldest_library = 7");
            assertThat(Health.of(storage).reasons()).singleElement().asString().contains("cannot be used: schema 7");
        }

        assertThatThrownBy(() -> new PostgresStorage(Databases.pool(), options))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("version 7")
                .hasMessageContaining("newer eventsource");
    }

    @Test
    void an_older_schema_is_brought_up_to_date_file_by_file_even_while_the_table_is_used() throws Exception {
        PostgresStorage.Options options = Databases.newSchema();
        List<String> files = new ArrayList<>(FILES);
        files.addAll(List.of("column_for_test.sql", "index_for_test_concurrently.sql"));
        Migrations history = new Migrations(PostgresSchemaTest.class, files);
        CompletableFuture<Void> migrated;
        try (Connection reader = Databases.ownersPool().getConnection()) {
            reader.setAutoCommit(false);
            use(reader, options, "select * from es_event");
            migrated = CompletableFuture.runAsync(
                    () -> new Tables(Databases.ownersPool(), new Schema(options.schema()), history).migrate(),
                    task -> new Thread(task).start());
            await().until(() -> waiting(options));
            reader.rollback();
        }
        migrated.get(60, TimeUnit.SECONDS);

        assertThat(query(options, "select version from es_schema")).isEqualTo(String.valueOf(files.size()));
        assertThat(query(options, "select count(*) from pg_indexes where indexname = 'es_event_for_test'"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void older_tables_get_what_is_missing_and_keep_what_they_have(int version) throws SQLException {
        PostgresStorage.Options options = DEFAULT.withSchema("old" + UUID.randomUUID());
        new Tables(
                        Databases.ownersPool(),
                        new Schema(options.schema()),
                        new Migrations(PostgresStorage.class, FILES.subList(0, version)))
                .migrate();
        assertThat(query(options, "select version from es_schema")).isEqualTo(String.valueOf(version));
        execute(options, "insert into es_category values (1, '', 'loan')");
        execute(options, "insert into es_stream values (1, 1, '1')");
        execute(options, """
                insert into es_event (position, stream_id, category_id, version, id, occurred_at, recorded_at,
                                      revision, type, payload)
                values (1, 1, 1, 1, '7f5a1b9e-0c57-4c3e-8a51-0f2f7d5e2a11', now(), now(), 1, 'LoanSubmitted', '{}')""");
        if (version == 2) {
            execute(options, "insert into es_document values ('', 'loans', '1', 6, false, now(), '{}')");
        }
        assertThatThrownBy(() -> new PostgresStorage(Databases.ownersPool(), options))
                .isInstanceOf(SchemaVersionException.class)
                .hasMessageContaining("older schema")
                .extracting(e -> ((SchemaVersionException) e).version())
                .isEqualTo(new SchemaVersion(version, FILES.size()));

        PostgresStorage.migrate(Databases.ownersPool(), options);
        Databases.grant(options.schema());

        try (PostgresStorage storage = new PostgresStorage(Databases.pool(), options)) {
            assertThat(storage.events().read(Loans.loan(1), 0, 10)).hasSize(1);
            assertThat(storage.documents().put("loans", "1", Payload.of("{}"), any()))
                    .isEqualTo(version == 2 ? 7 : 1);
            assertThat(storage.checkpoints()
                            .register(SubscriptionId.of("outcomes"), 1, "all", Checkpoint.START)
                            .active())
                    .isTrue();
        }
        assertThat(query(options, "select oldest_library from es_schema")).isEqualTo("1");
    }

    private static boolean waiting(PostgresStorage.Options options) throws SQLException {
        return !query(options, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                .equals("0");
    }

    @Test
    void a_user_who_may_not_create_tables_is_told_so() {
        assertThatThrownBy(() -> PostgresStorage.migrate(Databases.pool(), DEFAULT.withSchema("s" + UUID.randomUUID())))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("lacks a right");
    }

    @Test
    void an_application_cannot_change_or_remove_events() throws SQLException {
        PostgresStorage.Options options = Databases.newSchema();
        try (PostgresStorage storage = new PostgresStorage(Databases.pool(), options);
                Connection connection = Databases.pool().getConnection()) {
            storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            for (String sql : List.of(
                    "update %s.es_event set type = 'Forged'",
                    "delete from %s.es_event",
                    "truncate %s.es_event",
                    "drop table %s.es_event",
                    "drop table %s.es_document",
                    "truncate %s.es_document",
                    "truncate %s.es_partition",
                    "truncate %s.es_operation",
                    "delete from %s.es_control",
                    "insert into %s.es_control values (1)",
                    "update %s.es_schema set oldest_library = 99",
                    "delete from %s.es_subject_key",
                    "delete from %s.es_stream")) {
                assertThatThrownBy(() -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute(sql.formatted(new Schema(options.schema()).quoted()));
                            }
                        })
                        .as(sql)
                        .isInstanceOf(SQLException.class);
            }
            assertThat(storage.events()
                            .find(storage.events()
                                    .read(Loans.loan(1), 0, 1)
                                    .get(0)
                                    .event()
                                    .id()))
                    .isPresent();
        }
    }

    @Test
    void a_reader_sees_its_tenant_and_nothing_else_whatever_it_asks_for() throws SQLException {
        PostgresStorage.Options options = Databases.newSchema();
        String user = "reader_" + UUID.randomUUID().toString().replace("-", "");
        execute(options, "create role " + user + " login password 'reads' in role eventsource_reader");
        execute(options, "insert into es_reader values ('" + user + "', 'acme')");
        Database readers = Databases.shared().as(user, "reads");
        try (PostgresStorage storage = new PostgresStorage(Databases.pool(), options);
                HikariDataSource pool = Pools.of(readers, 4);
                PostgresStorage wall = new PostgresStorage(pool, options)) {
            for (String tenant : List.of("acme", "rival", "")) {
                storage.events()
                        .append(
                                Loans.loan(1).in(tenant),
                                any(),
                                List.of(Loans.submitted().withTags("seat:1")));
                storage.documents().forTenant(tenant).put("loans", tenant + "1", Payload.of("{}"), any());
                putLetter(storage.forTenant(tenant));
            }

            assertThat(wall.events().readAll(EventQuery.all(), 0, 10).events())
                    .extracting(RecordedEvent::position)
                    .containsExactly(1L);
            assertThat(wall.events()
                            .readAll(EventQuery.all().tagged("seat:1"), 0, 10)
                            .events())
                    .hasSize(1);
            assertThat(wall.events().read(Loans.loan(1).in("rival"), 0, 10)).isEmpty();
            assertThat(wall.events().read(Loans.loan(1).in("acme"), 0, 10)).hasSize(1);
            try (Connection connection = readers.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                for (String table : List.of(
                        "es_category",
                        "es_stream",
                        "es_event",
                        "es_tag",
                        "es_document",
                        "es_subscription",
                        "es_partition",
                        "es_dead_letter",
                        "es_reader")) {
                    ResultSet row = statement.executeQuery(
                            "select count(*) from " + new Schema(options.schema()).quoted() + "." + table);
                    row.next();
                    assertThat(row.getInt(1)).as(table).isEqualTo(1);
                }
            }
            SubjectKeyStore.of(storage).forTenant("acme").create(new SubjectKey.Wrapped("ada", "2011", "a2V5"));
            assertThatThrownBy(() -> SubjectKeyStore.of(wall.forTenant("acme")).find("ada"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("lacks a right");
            assertThat(wall.documents().forTenant("acme").get("loans", "acme1")).isPresent();
            assertThat(wall.documents().forTenant("rival").get("loans", "rival1"))
                    .isEmpty();
            assertThat(wall.forTenant("acme").checkpoints().all()).hasSize(1);
            assertThat(wall.forTenant("acme").deadLetters().list(Filter.ALL, 10))
                    .hasSize(1);
            assertThat(wall.forTenant("rival").checkpoints().all()).isEmpty();
            assertThat(wall.forTenant("rival").deadLetters().list(Filter.ALL, 10))
                    .isEmpty();
            assertThatThrownBy(() ->
                            wall.forTenant("acme").deadLetters().decide(Filter.ALL, DeadLetter.State.DISCARDED, "eve"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("lacks a right");
            assertThatThrownBy(() -> wall.documents().forTenant("acme").put("loans", "acme1", Payload.of("{}"), any()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("lacks a right");
            assertThatThrownBy(() -> wall.events().append(Loans.loan(1).in("acme"), any(), List.of(Loans.submitted())))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("lacks a right");
        }
    }

    private static void putLetter(Storage tenants) {
        SubscriptionId outcomes = SubscriptionId.of("outcomes");
        tenants.checkpoints().register(outcomes, 1, "all", Checkpoint.START);
        tenants.leases().renew("a", Duration.ofMinutes(1));
        Lease lease = tenants.leases().claim("a", outcomes, 0).orElseThrow().lease();
        Instant failed = Instant.EPOCH;
        DeadLetter letter = new DeadLetter(
                outcomes,
                0,
                1,
                UUID.randomUUID(),
                "LoanSubmitted",
                "loan-1",
                DeadLetter.State.FAILED,
                1,
                "",
                "",
                failed,
                failed,
                "");
        tenants.deadLetters().put(lease, letter);
    }

    @Test
    void the_files_can_be_run_by_hand() throws SQLException {
        PostgresStorage.Options options = DEFAULT.withSchema("hand" + UUID.randomUUID());
        execute(DEFAULT, "create schema " + new Schema(options.schema()).quoted());
        Migrations files = new Migrations(PostgresStorage.class, FILES);
        try (Connection connection = Databases.owners().dataSource().getConnection()) {
            use(connection, options, "select 1");
            files.apply(connection, 0);
        }

        try (PostgresStorage storage = new PostgresStorage(Databases.ownersPool(), options)) {
            assertThat(storage.events()
                            .append(Loans.loan(1), any(), List.of(Loans.submitted()))
                            .version())
                    .isEqualTo(1);
        }
    }

    private static void execute(PostgresStorage.Options options, String sql) throws SQLException {
        try (Connection connection = Databases.owners().dataSource().getConnection()) {
            use(connection, options, sql);
        }
    }

    private static String query(PostgresStorage.Options options, String sql) throws SQLException {
        try (Connection connection = Databases.owners().dataSource().getConnection()) {
            use(connection, options, "select 1");
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static void use(Connection connection, PostgresStorage.Options options, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set search_path to " + new Schema(options.schema()).quoted());
            statement.execute(sql);
        }
    }
}
