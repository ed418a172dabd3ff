// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.servers.FaultProxy;
import dev.eventsource.store.AppendResult;
import dev.eventsource.tck.LogCheck;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens between this process and the server: answers lost, messages cut in two, processes that stop. */
@Timeout(300)
class PostgresNetworkTest {

    private PostgresStorage.Options options;
    private FaultProxy proxy;
    private HikariDataSource pool;
    private PostgresStorage storage;
    private PostgresStorage other;

    @BeforeEach
    void open() {
        options = Databases.newSchema().withLockTimeout(Duration.ofSeconds(1));
        proxy = FaultProxy.to(Databases.shared().host(), Databases.shared().port());
        pool = Pools.of(Databases.shared().through(proxy), 8);
        storage = new PostgresStorage(pool, options);
        other = new PostgresStorage(Databases.pool(), options.withLockTimeout(Duration.ofSeconds(10)));
    }

    @AfterEach
    void close() {
        proxy.cut();
        storage.close();
        other.close();
        pool.close();
        proxy.close();
    }

    @Test
    void an_append_whose_answer_is_lost_is_stored_once_and_answered() {
        storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
        proxy.loseRepliesAfter("advisory_xact_lock");

        AppendResult result = storage.events().append(Loans.loan(1), exactly(1), List.of(Loans.submitted()));

        assertThat(proxy.lostReplies()).isPositive();
        assertThat(result).isEqualTo(new AppendResult(List.of(2L), 2, 2));
        assertThat(other.events().head()).isEqualTo(2);
    }

    @Test
    void a_batch_whose_commit_is_not_answered_is_stored_once_and_all_are_answered() throws Exception {
        List<CompletableFuture<AppendResult>> futures = new ArrayList<>();
        proxy.loseRepliesAfter("insert into");
        for (int i = 0; i < 20; i++) {
            futures.add(storage.events().appendAsync(Append.to(Loans.loan(i), exactly(0), List.of(Loans.submitted()))));
        }

        for (CompletableFuture<AppendResult> future : futures) {
            assertThat(future.get(30, TimeUnit.SECONDS).version()).isEqualTo(1);
        }
        assertThat(proxy.lostReplies()).isPositive();
        assertThat(other.events().head()).isEqualTo(20);
    }

    @Test
    void a_transaction_whose_commit_is_not_answered_is_known_to_be_committed() {
        proxy.loseRepliesAfter("commit\0");

        storage.atomically(inside -> inside.events().append(Loans.loan(1), any(), List.of(Loans.submitted())));

        assertThat(proxy.lostReplies()).isPositive();
        assertThat(other.events().head()).isEqualTo(1);
    }

    @Test
    void connections_that_are_cut_in_the_middle_of_many_appends_lose_and_double_nothing() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<List<String>>> writers = new ArrayList<>();
        AtomicBoolean enough = new AtomicBoolean();
        for (int i = 0; i < 8; i++) {
            writers.add(threads.submit(() -> {
                RandomWriter writer = new RandomWriter(storage, 0);
                List<String> lines = new ArrayList<>();
                while (!enough.get()) {
                    writer.append().ifPresent(lines::add);
                }
                return lines;
            }));
        }
        for (int cut = 0; cut < 5; cut++) {
            long head = other.events().head();
            await().atMost(Duration.ofMinutes(1)).until(() -> other.events().head() > head + 100);
            proxy.cut();
        }
        enough.set(true);
        for (Future<List<String>> writer : writers) {
            acknowledged.addAll(writer.get());
        }
        threads.shutdown();

        LogCheck check = LogCheck.of(other.events());
        check.holds(acknowledged);
    }

    @Test
    void a_process_cut_off_after_any_byte_delays_others_for_no_longer_than_the_guard() throws Exception {
        storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
        ExecutorService threads = Executors.newCachedThreadPool();
        Random random = new Random();
        List<Future<?>> cuts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int bytes = i < 6 ? random.nextInt(4_000) : random.nextInt(100_000);
            int size = i < 6 ? 20 : 60_000;
            cuts.add(threads.submit(() -> cutOffAfter(bytes, size)));
        }
        for (Future<?> cut : cuts) {
            cut.get();
        }
        threads.shutdown();
    }

    private static Void cutOffAfter(int bytes, int payload) throws Exception {
        PostgresStorage.Options options = Databases.newSchema().withTimeout(Duration.ofSeconds(60));
        try (FaultProxy proxy = FaultProxy.to(
                        Databases.shared().host(), Databases.shared().port());
                HikariDataSource pool = Pools.of(Databases.shared().through(proxy), 3);
                PostgresStorage stopped = new PostgresStorage(pool, options);
                PostgresStorage other = new PostgresStorage(Databases.pool(), options)) {
            stopped.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            proxy.stallRequestsAfter(bytes);
            proxy.refuse(true);
            List<CompletableFuture<AppendResult>> futures = IntStream.range(0, 5)
                    .mapToObj(
                            i -> stopped.events().appendAsync(Append.to(Loans.loan(2), any(), List.of(large(payload)))))
                    .toList();

            other.events().append(Loans.loan(1), exactly(1), List.of(Loans.submitted()));

            proxy.cut();
            proxy.resume();
            proxy.refuse(false);
            for (CompletableFuture<AppendResult> future : futures) {
                future.get(60, TimeUnit.SECONDS);
            }
            assertThat(other.events().head()).isEqualTo(7);
        }
        return null;
    }

    private static EventData large(int characters) {
        return EventData.of(
                UUID.randomUUID(),
                "Scanned",
                Instant.now(),
                Payload.of("{\"page\":\"" + "x".repeat(characters) + "\"}"));
    }

    @Test
    void a_process_that_is_stopped_delays_others_for_no_longer_than_the_guard_and_loses_nothing() throws Exception {
        Random random = new Random();
        List<String> acknowledged = new ArrayList<>();
        try (ChildProcess process = ChildProcess.run(
                WriterProcess.class, WriterProcess.arguments(Databases.shared(), options.schema(), 4, 400, 0))) {
            assertThat(process.output().readLine()).isEqualTo("ready");
            for (int i = 0; i < 3; i++) {
                int mercy = 1 + random.nextInt(100);
                for (int line = 0; line < mercy; line++) {
                    acknowledged.add(line(process));
                }
                process.pause();
                UUID id = UUID.randomUUID();
                AppendResult result = other.events().append(Loans.loan("other"), any(), Loans.changes(id, 1, 1));
                acknowledged.add(result.firstPosition() + " " + result.lastPosition() + " " + id);
                process.resume();
            }
            List<String> lines = process.outputToTheEnd();
            assertThat(lines).endsWith("done");
            lines.stream().filter(LogCheck::isAcknowledgement).forEach(acknowledged::add);
        }

        LogCheck.of(other.events()).holds(acknowledged);
    }

    /** The next append that it acknowledges; it logs too. */
    private static String line(ChildProcess process) throws IOException {
        String line = process.output().readLine();
        while (!LogCheck.isAcknowledgement(line)) {
            line = process.output().readLine();
        }
        return line;
    }

    @Test
    void when_others_have_taken_the_whole_pool_appends_and_wake_ups_go_on() throws Exception {
        List<Connection> taken = new ArrayList<>();
        CompletableFuture<Void> woken = new CompletableFuture<>();
        try (var registration = storage.events().onAppend(() -> woken.complete(null))) {
            for (int i = 0; i < 6; i++) {
                taken.add(pool.getConnection());
            }

            assertThat(storage.events()
                            .append(Loans.loan(1), any(), List.of(Loans.submitted()))
                            .version())
                    .isEqualTo(1);
            other.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            woken.get(10, TimeUnit.SECONDS);
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }
}
