// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventStore;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a storage is misused, and what must not come of it: threads, time-outs, closing, lent connections. */
@Timeout(60)
class SqliteMisuseTest {

    @TempDir
    Path folder;

    private Path file;
    private SqliteStorage storage;
    private EventStore events;

    @BeforeEach
    void open() {
        file = folder.resolve("loans.db");
        storage = new SqliteStorage(file);
        events = storage.events();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void a_used_view_on_several_threads_never_stores_what_was_not_appended_nor_loses_what_was() throws Exception {
        Map<UUID, String> acknowledged = new ConcurrentHashMap<>();
        Throwable refused = catchThrowable(() -> storage.atomically((JdbcStorage tx, Connection c) -> {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                String key = "t" + t;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 300; i++) {
                        EventData event = EventData.of(
                                UUID.randomUUID(), key, Instant.now(), Payload.of("\"" + key + "-" + i + "\""));
                        try {
                            tx.events().append(Loans.loan(key), ExpectedVersion.any(), List.of(event));
                            acknowledged.put(event.id(), key + event.payload().json());
                        } catch (RuntimeException e) {
                            // refused: fine
                        }
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return true;
        }));
        Map<UUID, String> stored = new ConcurrentHashMap<>();
        for (RecordedEvent e : Loans.log(events)) {
            stored.put(e.event().id(), e.stream().key() + e.event().payload().json());
        }
        if (refused == null) {
            assertThat(stored).isEqualTo(acknowledged);
        } else {
            assertThat(stored).isEmpty();
        }
    }

    @Test
    void a_statement_does_not_give_away_the_writers_connection() {
        attempt(() -> storage.atomically((JdbcStorage tx, Connection c) -> {
            try (Statement sql = c.createStatement()) {
                sql.getConnection().close();
            }
            return true;
        }));

        events.append(Loans.loan(1), ExpectedVersion.any(), List.of(Loans.submitted()));
    }

    @Test
    void a_statements_query_timeout_does_not_change_how_long_the_storage_waits_for_locks() throws Exception {
        storage.<Boolean, SQLException>atomically((JdbcStorage tx, Connection c) -> {
            try (Statement sql = c.createStatement()) {
                sql.setQueryTimeout(1);
                return sql.execute("create table mine (v text)");
            }
        });
        int busyTimeout = storage.<Integer, SQLException>atomically((JdbcStorage tx, Connection c) -> {
            try (Statement sql = c.createStatement();
                    ResultSet row = sql.executeQuery("pragma busy_timeout")) {
                return row.getInt(1);
            }
        });
        assertThat(busyTimeout).isEqualTo(10_000);
    }

    @Test
    void futures_do_not_outlive_the_timeout_while_another_process_holds_the_lock() throws Exception {
        try (SqliteStorage impatient = new SqliteStorage(
                        file,
                        SqliteStorage.Options.DEFAULT
                                .withLockTimeout(Duration.ofMillis(500))
                                .withTimeout(Duration.ofSeconds(1)));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = other.createStatement()) {
            sql.execute("begin immediate");
            List<CompletableFuture<AppendResult>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(impatient
                        .events()
                        .appendAsync(Append.to(Loans.loan(i), ExpectedVersion.any(), List.of(Loans.submitted()))));
            }
            long begun = System.nanoTime();
            for (CompletableFuture<AppendResult> future : futures) {
                assertThat(catchThrowable(future::get)).isNotNull();
            }
            sql.execute("rollback");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void the_leader_waits_no_longer_than_the_timeout() throws Exception {
        try (SqliteStorage impatient = new SqliteStorage(
                        file,
                        SqliteStorage.Options.DEFAULT
                                .withLockTimeout(Duration.ofSeconds(5))
                                .withTimeout(Duration.ofMillis(500)));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = other.createStatement()) {
            sql.execute("begin immediate");
            long begun = System.nanoTime();
            assertThatThrownBy(
                    () -> impatient.events().append(Loans.loan(1), ExpectedVersion.any(), List.of(Loans.submitted())));
            sql.execute("rollback");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void closing_on_an_interrupted_thread_closes_all_the_same() throws Exception {
        List<EventData> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(Loans.submitted());
        }
        events.append(Loans.loan(1), ExpectedVersion.any(), many);
        CountDownLatch reading = new CountDownLatch(3);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread reader = new Thread(() -> attempt(() -> {
                while (true) {
                    events.readAll(EventQuery.all(), 0, 10_000);
                    reading.countDown();
                }
            }));
            readers.add(reader);
            reader.start();
        }
        reading.await();

        Thread.currentThread().interrupt();
        storage.close();
        assertThat(Thread.interrupted()).isTrue();

        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(openFiles()).isZero();
    }

    @Test
    void a_watch_that_cannot_start_leaks_nothing() throws Exception {
        List<WatchService> services = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                services.add(FileSystems.getDefault().newWatchService());
            }
        } catch (IOException e) {
            // as many as the operating system allows
        }
        try {
            for (int i = 0; i < 5; i++) {
                attempt(() -> events.onAppend(() -> {}));
            }
        } finally {
            for (WatchService service : services) {
                service.close();
            }
        }
        storage.close();
        assertThat(openFiles()).isZero();
    }

    @Test
    void a_lent_connection_equals_itself() throws Exception {
        storage.<Boolean, SQLException>atomically((JdbcStorage tx, Connection c) -> {
            assertThat(c.equals(c)).isTrue();
            assertThat(c.getMetaData().getConnection()).isSameAs(c);
            return true;
        });
    }

    private long openFiles() throws IOException {
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            return links.filter(link -> {
                        try {
                            return Files.readSymbolicLink(link).toString().startsWith(file.toString());
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    /** Whether it throws is not the question. */
    private static void attempt(ThrowingCallable work) {
        assertThat(catchThrowable(work) instanceof StackOverflowError).isFalse();
    }
}
