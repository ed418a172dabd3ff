// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eventsource.store.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CombiningTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private List<String> answer(Supplier<List<Integer>> asked) {
        List<Integer> batch = asked.get();
        batches.add(batch);
        return batch.stream().map(number -> "answer " + number).toList();
    }

    /** Returns when the thread waits. */
    private Future<String> inThread(Combining<Integer, String> combining, int number) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Future<String> answer = threads.submit(() -> {
            thread.complete(Thread.currentThread());
            return combining.ask(number);
        });
        await().until(() -> thread.join().getState() == Thread.State.WAITING);
        return answer;
    }

    @Test
    void one_alone_is_done_at_once() {
        assertThat(new Combining<>(this::answer).ask(7)).isEqualTo("answer 7");
        assertThat(batches).containsExactly(List.of(7));
    }

    @Test
    void everybody_gets_his_own_answer_once() throws Exception {
        Combining<Integer, String> combining = new Combining<>(this::answer);
        AtomicInteger next = new AtomicInteger();
        List<Future<Boolean>> asking = IntStream.range(0, 8)
                .mapToObj(thread -> threads.submit(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        int number = next.incrementAndGet();
                        assertThat(combining.ask(number)).isEqualTo("answer " + number);
                    }
                    return true;
                }))
                .toList();
        for (Future<Boolean> one : asking) {
            one.get();
        }
        assertThat(batches.stream().flatMap(List::stream).distinct()).hasSize(160_000);
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(160_000);
    }

    @Test
    void who_comes_until_it_begins_is_served_with_it() throws Exception {
        Semaphore began = new Semaphore(0);
        Semaphore goOn = new Semaphore(0);
        Combining<Integer, String> combining = new Combining<>(asked -> {
            began.release();
            goOn.acquireUninterruptibly();
            return answer(asked);
        });
        List<Future<String>> asking = new ArrayList<>(List.of(threads.submit(() -> combining.ask(1))));
        began.acquire();
        for (int number = 2; number <= 4; number++) {
            asking.add(inThread(combining, number));
        }
        goOn.release(4);
        for (Future<String> one : asking) {
            one.get();
        }
        assertThat(batches.get(0)).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    @Test
    void what_fails_for_all_is_thrown_by_all_and_the_next_may_succeed() {
        StorageException failure = new StorageException("the disk is full");
        AtomicInteger calls = new AtomicInteger();
        Combining<Integer, String> combining = new Combining<>(asked -> {
            if (calls.incrementAndGet() == 1) {
                batches.add(asked.get());
                throw failure;
            }
            return answer(asked);
        });
        assertThatThrownBy(() -> combining.ask(1)).isSameAs(failure);
        assertThat(combining.ask(2)).isEqualTo("answer 2");
        assertThat(batches).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void what_cannot_begin_fails_for_the_one_who_tried() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        Semaphore goOn = new Semaphore(0);
        AtomicInteger calls = new AtomicInteger();
        Combining<Integer, String> combining = new Combining<>(asked -> {
            if (calls.incrementAndGet() == 1) {
                began.countDown();
                goOn.acquireUninterruptibly();
                throw new StorageException("no connection");
            }
            return answer(asked);
        });
        Future<String> unlucky = threads.submit(() -> combining.ask(1));
        began.await();
        Future<String> other = inThread(combining, 2);
        goOn.release();
        assertThat(other.get()).isEqualTo("answer 2");
        assertThatThrownBy(unlucky::get).hasRootCauseMessage("no connection");
        assertThat(batches).containsExactly(List.of(2));
    }

    @Test
    void an_interrupt_is_kept_and_harms_nobody() throws Exception {
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        Combining<Integer, String> combining = new Combining<>(asked -> {
            seen.complete(Thread.currentThread().isInterrupted());
            return answer(asked);
        });
        Future<Boolean> kept = threads.submit(() -> {
            Thread.currentThread().interrupt();
            combining.ask(1);
            return Thread.interrupted();
        });
        assertThat(kept.get()).isTrue();
        assertThat(seen.get()).isFalse();
    }
}
