// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.Payload;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.Storage;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers whose storage takes its time. */
@Timeout(60)
class OperationRunnerTest {

    private static final String CHARGE = "card.charge";
    private static final OperationRunner.Options OPTIONS = OperationRunner.Options.DEFAULT.withWorkers(1);

    private final Storage storage = new InMemoryStorage();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        goOn.countDown();
        storage.close();
    }

    private OperationHistory history(long id) {
        return storage.operations().find(id).orElseThrow();
    }

    /** Returns after {@link #goOn}. */
    private <T> T late(T value) {
        reached.countDown();
        try {
            assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return value;
    }

    @Test
    void what_is_claimed_while_they_stop_is_not_begun_and_left_to_others() throws InterruptedException {
        Storage slow = Operating.queue(storage, (store, queue) -> new Queue(queue) {
            @Override
            public List<Claim> claim(String worker, Routes routes, Duration lease, int limit) {
                List<Claim> claims = super.claim(worker, routes, lease, limit);
                return claims.isEmpty() ? claims : late(claims);
            }
        });
        long id = storage.operations().submit(NewOperation.of(CHARGE, Payload.of("{}")));
        AtomicInteger executions = new AtomicInteger();
        OperationRunner runner = OperationRunner.start(
                slow, new OperationRouter().on(CHARGE, context -> executions.incrementAndGet()), OPTIONS);
        reached.await();
        Thread stopping = new Thread(runner::close);
        stopping.start();
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);

        goOn.countDown();
        stopping.join();

        assertThat(executions).hasValue(0);
        assertThat(history(id).operation().state()).isEqualTo(OperationState.RETRYING);
        assertThat(history(id).operation().status().ready()).isTrue();
        assertThat(history(id).attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.outcome()).contains(Outcome.ABANDONED))
                .satisfies(attempt -> assertThat(attempt.error()).contains("not begun"));
    }

    /** As when a row that is to be changed by the time is in the hands of somebody's long transaction. */
    @Test
    void leases_are_renewed_while_what_is_to_be_done_by_the_time_takes_long() throws InterruptedException {
        Duration lease = Duration.ofMillis(600);
        Storage slow = Operating.queue(storage, (store, queue) -> new Queue(queue) {
            @Override
            public Duration tend(Routes routes, Function<Operation, Failed> abandoned) {
                return late(super.tend(routes, abandoned));
            }
        });
        CountDownLatch longEnough = new CountDownLatch(1);
        long id = storage.operations().submit(NewOperation.of(CHARGE, Payload.of("{}")));
        try (OperationRunner runner = OperationRunner.start(
                slow, new OperationRouter().on(CHARGE, context -> longEnough.await()), OPTIONS.withLease(lease))) {
            reached.await();
            await().until(() -> history(id).operation().state() == OperationState.RUNNING);
            await().during(lease.multipliedBy(2))
                    .atMost(lease.multipliedBy(20))
                    .until(() -> history(id).operation().state() == OperationState.RUNNING);

            longEnough.countDown();
            await().until(() -> history(id).operation().state() == OperationState.SUCCEEDED);
            assertThat(history(id).attempts()).hasSize(1);
            assertThat(runner).isNotNull();
            goOn.countDown();
        }
    }
}
