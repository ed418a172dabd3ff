// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.jdbc.Migrations;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.sqlite.SqliteStorage.Options;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.SchemaVersion;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Health;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with a file: every time a sentence with the file and what to do, in bounded time. */
@Timeout(120)
class SqliteFaultsTest {

    private static final Options IMPATIENT = Options.DEFAULT.withLockTimeout(Duration.ofMillis(200));

    @TempDir
    Path folder;

    @Test
    void a_file_that_another_connection_keeps_locked_is_waited_for_in_vain_only_so_long() throws Exception {
        Path file = folder.resolve("log.db");
        try (SqliteStorage storage = new SqliteStorage(file, IMPATIENT);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");

            refused(() -> append(storage), file, "held its write lock for more than 200 ms");
            assertThat(storage.events().head()).as("reading goes on").isZero();

            statement.execute("rollback");
            append(storage);
            assertThat(storage.events().head()).isEqualTo(1);
        }
    }

    @Test
    void an_append_waits_for_a_short_lock_and_succeeds() throws Exception {
        Path file = folder.resolve("log.db");
        try (SqliteStorage storage = new SqliteStorage(file);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> append(storage));
            assertThat(waiting).isNotDone();
            statement.execute("rollback");

            assertThat(waiting).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void a_file_that_is_no_database_is_named() throws Exception {
        Path file = folder.resolve("letter.txt");
        Files.writeString(file, "Dear customer, ".repeat(1000));

        refused(() -> new SqliteStorage(file), file, "not an SQLite database");
        assertThat(file)
                .as("is left alone")
                .content()
                .startsWith("Dear customer")
                .hasSize(15_000);
    }

    @Test
    void a_folder_in_place_of_the_file_or_no_folder_at_all_is_named() {
        refused(() -> new SqliteStorage(folder), folder, "it is a folder");
        Path lost = folder.resolve("missing").resolve("log.db");
        refused(() -> new SqliteStorage(lost), lost, "there is no folder");
    }

    @Test
    void a_name_with_a_question_mark_is_refused_because_the_driver_would_cut_it() {
        Path file = folder.resolve("what?.db");
        refused(() -> new SqliteStorage(file), file, "choose another name");
    }

    @Test
    void a_damaged_page_is_reported_when_it_is_read() throws Exception {
        Path file = folder.resolve("log.db");
        try (SqliteStorage storage = new SqliteStorage(file)) {
            for (int i = 0; i < 2000; i++) {
                append(storage);
            }
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long pages = bytes.length() / 4096;
            for (long page = 2; page < pages; page++) {
                bytes.seek(page * 4096);
                bytes.write(new byte[512]);
            }
        }
        refused(
                () -> {
                    try (SqliteStorage storage = new SqliteStorage(file)) {
                        Loans.log(storage.events());
                    }
                },
                file,
                "damaged; stop all writers, keep a copy, and restore a backup");
    }

    @Test
    void a_schema_that_needs_a_newer_library_is_refused_and_one_that_does_not_is_used() throws Exception {
        Path file = folder.resolve("log.db");
        int ours;
        try (SqliteStorage storage = new SqliteStorage(file)) {
            ours = storage.unwrap(SchemaVersion.class).orElseThrow().library();
        }

        execute(file, "update es_schema set version = 97, oldest_library = 1");
        try (SqliteStorage storage = new SqliteStorage(file)) {
            append(storage);
            assertThat(storage.unwrap(SchemaVersion.class)).contains(new SchemaVersion(97, ours));
            assertThat(Health.of(storage).reasons())
                    .singleElement()
                    .asString()
                    .contains("schema 97, library wants " + ours);

            execute(file, "update es_schema set version = 98, oldest_library = 97");
            assertThat(Health.of(storage).reasons()).singleElement().asString().contains("cannot be used: schema 98");
        }

        refused(() -> new SqliteStorage(file), file, "has schema version 98", "Use a newer eventsource");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void an_older_file_gets_what_is_missing_and_keeps_what_it_has(int version) throws Exception {
        Path file = folder.resolve("log.db");
        List<String> files = List.of("001_events.sql", "002_documents.sql").subList(0, version);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            new Migrations(SqliteStorage.class, files).apply(connection, 0);
        }
        execute(file, "insert into es_category values (1, '', 'loan')");
        execute(file, "insert into es_stream values (1, 1, '1')");
        execute(file, """
                insert into es_event (position, stream_id, category_id, version, id, type, revision,
                                      occurred_at, recorded_at, payload)
                values (1, 1, 1, 1, x'7f5a1b9e0c574c3e8a510f2f7d5e2a11', 'LoanSubmitted', 1, 1, 1, '{}')""");

        for (int opened = 1; opened <= 2; opened++) {
            try (SqliteStorage storage = new SqliteStorage(file)) {
                assertThat(storage.events().read(Loans.loan(1), 0, 10)).hasSize(1);
                assertThat(storage.documents().put("loans", "1", Payload.of("{}"), ExpectedVersion.any()))
                        .isEqualTo(opened);
                assertThat(storage.checkpoints()
                                .register(SubscriptionId.of("outcomes"), opened, "all", Checkpoint.START)
                                .partitions())
                        .hasSize(1);
            }
        }
    }

    @Test
    void a_read_only_file_and_a_read_only_folder_are_named() throws Exception {
        Path file = folder.resolve("log.db");
        new SqliteStorage(file).close();
        assertThat(file.toFile().setReadOnly()).isTrue();
        assertThat(folder.toFile().setWritable(false)).isTrue();
        try {
            assertThat(failureOfChild(asNobody(), file))
                    .contains(file.toString(), "read-only", "give this process write access");
            Path absent = folder.resolve("new.db");
            assertThat(failureOfChild(asNobody(), absent)).contains(absent.toString(), "this process may write in it");
        } finally {
            folder.toFile().setWritable(true);
        }
    }

    @Test
    void a_full_disk_fails_the_append_stores_nothing_by_half_and_is_over_when_there_is_space() throws Exception {
        List<String> lines = SmallDisk.run(folder.resolve("disk"));

        assertThat(lines).anySatisfy(line -> assertThat(line).contains("the disk is full; nothing was stored"));
        assertThat(lines).endsWith("consistent", "appended again");
    }

    /** The superuser may write everywhere, but not from inside a user namespace of its own. */
    private static List<String> asNobody() throws Exception {
        return "root".equals(System.getProperty("user.name")) ? Namespaces.unshare("-U") : List.of();
    }

    private static String failureOfChild(List<String> prefix, Path file) throws Exception {
        try (ChildProcess process = ChildProcess.run(prefix, OneAppend.class, file)) {
            return String.join("\n", process.outputToTheEnd());
        }
    }

    private static void append(SqliteStorage storage) {
        storage.events().append(Loans.loan(1), ExpectedVersion.any(), List.of(Loans.submitted()));
    }

    private static void execute(Path file, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void refused(ThrowingCallable call, Path file, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(file.toString());
        assertThatThrownBy(call)
                .isInstanceOf(StorageException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(all));
    }
}
