// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.worker;

import static dev.eventsource.worker.Worker.UNTIL_WOKEN;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkerTest {

    private final AtomicInteger steps = new AtomicInteger();

    @Test
    void the_first_step_begins_at_once_on_a_daemon_thread_of_the_name() {
        CompletableFuture<Thread> seen = new CompletableFuture<>();
        try (Worker worker = Worker.start("loans", () -> {
            seen.complete(Thread.currentThread());
            return UNTIL_WOKEN;
        })) {
            await().until(() -> seen.isDone());
            assertThat(worker).isNotNull();
        }
        assertThat(seen.join().getName()).isEqualTo("loans");
        assertThat(seen.join().isDaemon()).isTrue();
        assertThat(seen.join().isAlive()).isFalse();
    }

    @Test
    void a_step_is_taken_again_after_its_rest() {
        try (Worker worker = Worker.start("loans", () -> {
            steps.incrementAndGet();
            return Duration.ofMillis(1);
        })) {
            await().until(() -> steps.get() >= 3);
            assertThat(worker).isNotNull();
        }
    }

    @Test
    void waking_ends_the_rest() {
        try (Worker worker = Worker.start("loans", () -> {
            steps.incrementAndGet();
            return UNTIL_WOKEN;
        })) {
            await().until(() -> steps.get() == 1);
            worker.wake();
            await().until(() -> steps.get() == 2);
        }
    }

    @Test
    void any_number_of_calls_during_a_step_cause_one_further_step() throws Exception {
        Semaphore begun = new Semaphore(0);
        Semaphore mayEnd = new Semaphore(0);
        try (Worker worker = Worker.start("loans", () -> {
            steps.incrementAndGet();
            begun.release();
            mayEnd.acquire();
            return UNTIL_WOKEN;
        })) {
            begun.acquire();
            for (int i = 0; i < 100; i++) {
                worker.wake();
            }
            mayEnd.release(100);
            begun.acquire();
            assertThat(begun.tryAcquire(200, java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isFalse();
            assertThat(steps).hasValue(2);
        }
    }

    @Test
    void no_call_is_lost() {
        AtomicInteger written = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        try (Worker worker = Worker.start("loans", () -> {
            seen.set(written.get());
            return UNTIL_WOKEN;
        })) {
            for (int i = 1; i <= 20_000; i++) {
                written.set(i);
                worker.wake();
            }
            await().until(() -> seen.get() == 20_000);
        }
    }

    @Test
    void a_step_that_fails_is_tried_again() {
        try (Worker worker = Worker.start("loans", () -> {
            switch (steps.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("on purpose");
                case 2 -> throw new StackOverflowError("on purpose");
                case 3 -> {
                    return Duration.ofSeconds(Long.MAX_VALUE);
                }
                default -> {
                    return UNTIL_WOKEN;
                }
            }
        })) {
            await().until(() -> steps.get() == 4);
            assertThat(worker).isNotNull();
        }
    }

    @Test
    void an_interrupt_from_elsewhere_does_not_end_it() {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        try (Worker worker = Worker.start("loans", () -> {
            thread.complete(Thread.currentThread());
            steps.incrementAndGet();
            return UNTIL_WOKEN;
        })) {
            await().until(() -> steps.get() == 1);
            thread.join().interrupt();
            worker.wake();
            await().until(() -> steps.get() >= 2);
        }
    }

    @Test
    void closing_interrupts_the_step_and_waits_for_its_end_and_twice_is_harmless() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Worker worker = Worker.start("loans", () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            steps.incrementAndGet();
            return Duration.ZERO;
        });
        assertThat(begun.await(10, SECONDS)).isTrue();
        worker.close();
        assertThat(interrupted).isTrue();
        assertThat(steps).hasValue(1);
        worker.close();
        worker.wake();
        assertThat(steps).hasValue(1);
    }

    @Test
    void a_step_may_close_its_own_worker() throws Exception {
        CompletableFuture<Worker> self = new CompletableFuture<>();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        self.complete(Worker.start("loans", () -> {
            thread.complete(Thread.currentThread());
            self.join().close();
            steps.incrementAndGet();
            return Duration.ZERO;
        }));
        await().until(() -> steps.get() == 1);
        thread.join().join(10_000);
        assertThat(thread.join().isAlive()).isFalse();
        assertThat(steps).hasValue(1);
    }

    @Test
    void closing_by_an_interrupted_thread_keeps_the_interrupt() {
        Worker worker = Worker.start("loans", () -> UNTIL_WOKEN);
        Thread.currentThread().interrupt();
        worker.close();
        assertThat(Thread.interrupted()).isTrue();
    }
}
