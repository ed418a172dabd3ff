// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.StorageException;
import dev.eventsource.tck.LogCheck;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server is killed, or stopped, in the middle of everything. */
@Timeout(3600)
class PostgresCrashTest {

    private static final PostgresStorage.Options OPTIONS =
            PostgresStorage.Options.DEFAULT.withTimeout(Duration.ofSeconds(20)).withHeartbeat(Duration.ofMillis(500));

    @Test
    void what_was_acknowledged_before_the_server_was_killed_is_there_afterwards_once_and_in_order() throws Exception {
        Random random = new Random();
        try (PostgresServer server = PostgresServer.start();
                HikariDataSource pool = Pools.of(server.createDatabase(), 40)) {
            PostgresStorage.migrate(pool);
            try (PostgresStorage storage = new PostgresStorage(pool, OPTIONS);
                    Writers writers = new Writers(storage);
                    Tail tail = new Tail(storage.events(), 50)) {
                for (int round = 0; round < Integer.getInteger("eventsource.rounds", 2); round++) {
                    int enough = writers.acknowledged.size() + 200 + random.nextInt(500);
                    await().atMost(Duration.ofSeconds(60)).until(() -> writers.acknowledged.size() > enough);
                    if (round % 2 == 0) {
                        server.kill9();
                    } else {
                        server.stop();
                    }
                    server.restart();
                }
                writers.close();

                LogCheck check = LogCheck.of(storage.events());
                check.holds(List.copyOf(writers.acknowledged));
                assertThat(writers.answered()).containsAll(check.appends().keySet());
                assertThat(tail.toTheEnd()).isEqualTo(check.log());
                assertThat(writers.unexpected).isEmpty();
            }
        }
    }

    @Test
    void an_idle_storage_goes_on_after_the_server_was_restarted() {
        try (PostgresServer server = PostgresServer.start();
                HikariDataSource pool = Pools.of(server.createDatabase(), 5)) {
            PostgresStorage.migrate(pool);
            try (PostgresStorage storage = new PostgresStorage(pool, OPTIONS)) {
                storage.events().append(Loans.loan(1), ExpectedVersion.any(), List.of(Loans.submitted()));

                server.kill9();
                server.restart();

                storage.events().append(Loans.loan(1), ExpectedVersion.exactly(1), List.of(Loans.submitted()));
                assertThat(storage.events().read(Loans.loan(1), 0, 10))
                        .extracting(RecordedEvent::position)
                        .containsExactly(1L, 2L);
            }
        }
    }

    /** 32 threads that append until they are stopped, whatever the server does. */
    private static final class Writers implements AutoCloseable {

        private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<String> unknown = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Writers(PostgresStorage storage) {
            IntStream.range(0, 32).forEach(i -> threads.add(new Thread(() -> write(new RandomWriter(storage, 5)))));
            threads.forEach(Thread::start);
        }

        private void write(RandomWriter writer) {
            while (!stopped.get()) {
                try {
                    writer.append().ifPresent(acknowledged::add);
                } catch (AppendOutcomeUnknownException e) {
                    unknown.add(writer.attempted().toString());
                } catch (StorageException | SQLException e) {
                    // Nothing was stored; the next one may be.
                    Thread.onSpinWait();
                } catch (Exception e) {
                    unexpected.add(e);
                    return;
                }
            }
        }

        /** The ids of the appends that may be stored. */
        Set<String> answered() {
            return Stream.concat(unknown.stream(), acknowledged.stream().map(line -> line.split(" ", -1)[2]))
                    .collect(Collectors.toSet());
        }

        @Override
        public void close() throws InterruptedException {
            stopped.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
