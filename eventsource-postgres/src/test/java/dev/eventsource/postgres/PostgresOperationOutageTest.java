// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.Payload;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import dev.eventsource.workflow.OperationContext.Step;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server is killed while handlers are at work outside of it. */
@Timeout(300)
class PostgresOperationOutageTest {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final AtomicInteger charges = new AtomicInteger();
    private PostgresServer server;
    private HikariDataSource pool;
    private PostgresStorage storage;
    private OperationStore operations;

    @BeforeEach
    void start() throws Exception {
        server = PostgresServer.start();
        pool = Pools.of(server.createDatabase(), 10);
        PostgresStorage.migrate(pool);
        storage = new PostgresStorage(pool);
        operations = storage.operations();
    }

    @AfterEach
    void stop() {
        storage.close();
        pool.close();
        server.close();
    }

    @Test
    void a_step_that_was_done_is_written_down_when_it_is_over() throws Exception {
        done_once(new OperationRouter()
                .on(
                        "card.charge",
                        context -> context.step("charge", () -> {
                            chargeInAnOutage();
                            return Step.NOTHING;
                        })));
    }

    @Test
    void what_was_done_is_written_down_when_it_is_over_with_what_follows() throws Exception {
        done_once(new OperationRouter()
                .on("card.charge", context -> {
                    context.submit(NewOperation.of("letter.send", Payload.of("{}")));
                    chargeInAnOutage();
                })
                .on("letter.send", context -> {}));
        assertThat(operations.list(OperationStore.Filter.ALL.ofType("letter.send"), 10))
                .hasSize(1);
    }

    private void chargeInAnOutage() {
        charges.incrementAndGet();
        server.kill9();
        begun.countDown();
    }

    private void done_once(OperationRouter router) throws Exception {
        try (OperationRunner runner = OperationRunner.start(storage, router)) {
            long id = operations.submit(NewOperation.of("card.charge", Payload.of("{}")));
            begun.await();
            Thread.currentThread().join(1_000);
            server.restart();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> history(id).operation().state() == OperationState.SUCCEEDED);
            assertThat(charges).hasValue(1);
            assertThat(history(id).attempts()).hasSize(1);
            assertThat(runner.stop(Duration.ofSeconds(10))).isEmpty();
        }
    }

    /** By then it may have been taken over by somebody who reaches the server. */
    @Test
    void a_handler_is_interrupted_when_its_lease_is_over() throws Exception {
        OperationRouter router = new OperationRouter().on("card.charge", context -> {
            chargeInAnOutage();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        try (OperationRunner runner = OperationRunner.start(
                storage, router, OperationRunner.Options.DEFAULT.withLease(Duration.ofSeconds(2)))) {
            long id = operations.submit(NewOperation.of("card.charge", Payload.of("{}")));
            interrupted.await();
            server.restart();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> history(id).operation().state() == OperationState.HELD);
            assertThat(charges).hasValue(1);
            assertThat(history(id).attempts())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.outcome()).contains(Outcome.ABANDONED));
            assertThat(runner.stop(Duration.ofSeconds(10))).isEmpty();
        }
    }

    /** Asked for by a connection that may still be one of before. */
    private OperationHistory history(long id) {
        return await().ignoreExceptions()
                .until(() -> operations.find(id), found -> found.isPresent())
                .orElseThrow();
    }
}
