// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.WriteTransaction.CommitUnknownException;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads, all kinds of entries and faults at once: everybody gets an outcome, and the outcomes are true. */
@Timeout(1200)
class GroupCommitStressTest {

    private static final int THREADS = 24;
    private static final int ROUNDS = 250 * Integer.getInteger("eventsource.rounds", 20) / 20;

    private final FakeStore store = new FakeStore();
    private final Map<UUID, Long> acknowledged = new ConcurrentHashMap<>();
    private final Set<UUID> refused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turns = new AtomicInteger();

    @Test
    void everybody_gets_a_true_outcome_under_faults_turns_and_interrupts() throws Exception {
        Random faults = new Random(7);
        store.beforeCommit = batch -> strike(faults, batch);
        store.afterCommit = batch -> strike(faults, List.of());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (GroupCommit commits = new GroupCommit(store, Duration.ofSeconds(60), () -> {})) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                writers.add(threads.submit(writer(commits, i)));
            }
            for (Future<?> writer : writers) {
                writer.get(1000, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        Map<UUID, Long> stored = new HashMap<>();
        for (RecordedEvent event : store.events) {
            assertThat(stored.put(event.event().id(), event.position()))
                    .as("stored twice")
                    .isNull();
        }
        assertThat(stored).as("what was acknowledged, where it was said to be").isEqualTo(acknowledged);
        assertThat(refused).doesNotContainAnyElementsOf(stored.keySet()).isNotEmpty();
        assertThat(acknowledged.size() + refused.size()).isEqualTo(THREADS * ROUNDS - turns.get());
        assertThat(store.batchSizes).as("some were combined").anyMatch(size -> size > 1);
    }

    /** One of a hundred batches fails for certain, one loses its answer; poisoned appends fail always. */
    private static void strike(Random random, List<Append> batch) {
        if (batch.stream()
                .anyMatch(append -> append.writes().get(0).stream().key().equals("poison"))) {
            throw new StorageException("poison");
        }
        if (random.nextInt(100) == 0) {
            throw new CommitUnknownException("lost", new IllegalStateException());
        }
    }

    private Callable<Void> writer(GroupCommit commits, int number) {
        Random random = new Random(number);
        return () -> {
            List<CompletableFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                int kind = random.nextInt(100);
                if (kind < 10) {
                    commits.beginTurn();
                    turns.incrementAndGet();
                    commits.endTurn();
                } else if (kind < 30) {
                    Append append = append(random);
                    futures.add(commits.appendAsync(append).handle((result, failure) -> note(append, result)));
                } else {
                    if (kind < 35) {
                        Thread.currentThread().interrupt();
                    }
                    appendAndNote(commits, append(random));
                    assertThat(Thread.interrupted()).as("the interrupt is kept").isEqualTo(kind < 35);
                }
            }
            futures.forEach(CompletableFuture::join);
            return null;
        };
    }

    private void appendAndNote(GroupCommit commits, Append append) {
        try {
            note(append, commits.append(append));
        } catch (StorageException e) {
            note(append, null);
        }
    }

    private boolean note(Append append, AppendResult result) {
        UUID id = append.writes().get(0).events().get(0).id();
        if (result == null) {
            return refused.add(id);
        }
        acknowledged.put(id, result.lastPosition());
        return true;
    }

    private static Append append(Random random) {
        String key = random.nextInt(50) == 0 ? "poison" : "loan" + random.nextInt(20);
        EventData event = EventData.of(
                new UUID(random.nextLong(), random.nextLong()), "Submitted", Instant.EPOCH, Payload.of("{}"));
        return Append.to(StreamId.of("loan", key), ExpectedVersion.any(), List.of(event));
    }
}
