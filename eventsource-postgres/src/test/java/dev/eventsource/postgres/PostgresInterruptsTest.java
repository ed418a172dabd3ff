// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.StorageException;
import dev.eventsource.tck.LogCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads of both kinds: interrupted ones, and very many. */
@Timeout(600)
class PostgresInterruptsTest {

    @TempDir
    Path folder;

    @Test
    void interrupted_platform_threads_harm_nobody_and_store_what_they_appended() throws Exception {
        interruptWriters(Thread::new);
    }

    /** An interrupted virtual thread loses the socket that it uses: docs.oracle.com, java.net.Socket, "Virtual threads". */
    @Test
    void interrupted_virtual_threads_harm_nobody_and_store_what_they_appended() throws Exception {
        interruptWriters(virtualThreads());
    }

    private static void interruptWriters(ThreadFactory factory) throws Exception {
        PostgresStorage.Options options = Databases.newSchema();
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        try (HikariDataSource pool = Pools.of(Databases.shared(), 5);
                PostgresStorage storage = new PostgresStorage(pool, options)) {
            AtomicBoolean stopped = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                boolean interrupted = i % 2 == 0;
                threads.add(factory.newThread(() -> {
                    RandomWriter writer = new RandomWriter(storage, 0);
                    for (int append = 0; append < 100; append++) {
                        try {
                            writer.append().ifPresent(acknowledged::add);
                        } catch (Exception e) {
                            failures.add(e);
                        }
                        if (interrupted) {
                            Thread.interrupted();
                        }
                    }
                }));
            }
            threads.forEach(Thread::start);
            Thread interrupter = new Thread(() -> {
                Random random = new Random();
                int enough = 0;
                while (!stopped.get()) {
                    if (acknowledged.size() > enough) {
                        enough = acknowledged.size() + random.nextInt(10);
                        threads.get(2 * random.nextInt(8)).interrupt();
                    }
                    Thread.onSpinWait();
                }
            });
            interrupter.start();
            for (Thread thread : threads) {
                thread.join();
            }
            stopped.set(true);
            interrupter.join();

            assertThat(failures).isEmpty();
            assertThat(acknowledged).hasSize(1600);
            LogCheck check = LogCheck.of(storage.events());
            check.holds(List.copyOf(acknowledged));
            assertThat(check.appends()).hasSize(1600);
        }
    }

    @Test
    void ten_thousand_virtual_threads_append_and_read_through_a_pool_of_ten() throws Exception {
        ThreadFactory factory = virtualThreads();
        PostgresStorage.Options options = Databases.newSchema();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        try (HikariDataSource pool = Pools.of(Databases.shared(), 10);
                PostgresStorage storage = new PostgresStorage(pool, options)) {
            pool.setConnectionTimeout(300_000);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                int loan = i;
                threads.add(factory.newThread(() -> appendAndRead(storage.events(), loan, failures)));
            }
            // Loading a class pins, and is not what is asked here.
            appendAndRead(storage.events(), 0, failures);
            try (Recording recording = new Recording()) {
                recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ofMillis(20));
                recording.start();
                threads.forEach(Thread::start);
                for (Thread thread : threads) {
                    thread.join();
                }
                recording.stop();
                Path file = folder.resolve("pinned.jfr");
                recording.dump(file);
                assertThat(RecordingFile.readAllEvents(file))
                        .as("pinned threads")
                        .isEmpty();
            }

            assertThat(failures).isEmpty();
            assertThat(storage.events().head()).isEqualTo(10_001);
        }
    }

    private static void appendAndRead(EventStore events, int loan, Queue<Throwable> failures) {
        try {
            events.append(Loans.loan(loan % 1000), any(), List.of(Loans.submitted()));
            List<RecordedEvent> stored = events.read(Loans.loan(loan % 1000), 0, 100);
            assertThat(stored).isNotEmpty();
        } catch (StorageException | AssertionError e) {
            failures.add(e);
        }
    }

    /** This code must compile on JDK 17. */
    private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
        assumeThat(Runtime.version().feature())
                .as("virtual threads are there from JDK 21")
                .isGreaterThanOrEqualTo(21);
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        return (ThreadFactory)
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    }
}
