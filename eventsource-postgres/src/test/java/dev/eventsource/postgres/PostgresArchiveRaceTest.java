// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While ranges go, whoever reads gets everything or an error, and whoever appends goes on. */
@Timeout(120)
class PostgresArchiveRaceTest {

    private static final int RANGES = 30;
    private static final int ALL = RANGES * 10;
    private static final StreamId LONG = Loans.loan("long");

    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicLong archived = new AtomicLong();

    @Test
    void a_read_is_whole_or_an_error_and_appends_go_on() throws Exception {
        PostgresStorage.Options options = Databases.newSchema(10, 60);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (PostgresStorage storage = new PostgresStorage(Databases.pool(), options)) {
            EventStore events = storage.events();
            for (int i = 0; i < RANGES; i++) {
                events.append(LONG, any(), Loans.changes(UUID.randomUUID(), 10, i));
            }
            List<Future<Integer>> readers = List.of(
                    threads.submit(() -> untilDone(() -> pages(events))),
                    threads.submit(() -> untilDone(() -> forward(events))),
                    threads.submit(() -> untilDone(() -> backward(events))));
            Future<Integer> writer = threads.submit(() -> append(events));

            for (int range = 1; range <= RANGES; range++) {
                assertThat(PostgresStorage.archive(Databases.ownersPool(), options, range * 10L + 1))
                        .hasSizeLessThanOrEqualTo(1);
                archived.set(range * 10L);
            }
            done.set(true);

            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
            assertThat(writer.get()).isGreaterThan(10);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns how often it was run. */
    private int untilDone(Runnable read) {
        int reads = 0;
        while (!done.get()) {
            read.run();
            reads++;
        }
        return reads;
    }

    private void pages(EventStore events) {
        long after = archived.get();
        orError(() -> {
            List<Long> positions = events.readAll(EventQuery.all(), after, 1000).events().stream()
                    .map(RecordedEvent::position)
                    .toList();
            assertThat(positions)
                    .isEqualTo(LongStream.rangeClosed(after + 1, after + positions.size())
                            .boxed()
                            .toList())
                    .hasSizeGreaterThanOrEqualTo((int) (ALL - after));
        });
    }

    private void forward(EventStore events) {
        long after = archived.get();
        orError(() -> assertThat(events.read(LONG, after, ALL)).hasSizeGreaterThanOrEqualTo((int) (ALL - after)));
    }

    private void backward(EventStore events) {
        int wanted = (int) (ALL - archived.get());
        if (wanted > 0) {
            orError(() ->
                    assertThat(events.readBackwards(LONG, ALL + 1, wanted)).hasSize(wanted));
        }
    }

    private static void orError(Runnable read) {
        try {
            read.run();
        } catch (StorageException archived) {
            assertThat(archived).hasMessageContaining("were archived");
        }
    }

    private int append(EventStore events) {
        List<Long> versions = new ArrayList<>(List.of((long) ALL));
        while (!done.get() && versions.size() < 250) {
            long last = versions.get(versions.size() - 1);
            versions.add(events.append(LONG, exactly(last), List.of(Loans.submitted()))
                    .version());
        }
        return versions.size();
    }
}
