// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationHistory.Attempt;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Workers that do what was written down. */
abstract class OperationRunnerContract extends OperationRunning {

    OperationRunnerContract(Backend contract) {
        super(contract);
    }

    @Test
    void a_handler_finds_its_attempt_written_down() {
        List<OperationHistory> seen = Collections.synchronizedList(new ArrayList<>());
        run(new OperationRouter()
                .on(
                        CHARGE,
                        context -> seen.add(storage.operations()
                                .find(context.operation().id())
                                .orElseThrow())));
        long id = submit(PLAIN);

        awaitState(id, OperationState.SUCCEEDED);

        assertThat(seen).singleElement().satisfies(history -> {
            assertThat(history.operation().state()).isEqualTo(OperationState.RUNNING);
            assertThat(history.attempts()).hasSize(1);
            assertThat(history.attempts().get(0).endedAt()).isEmpty();
        });
        assertThat(history(id).attempts().get(0).outcome()).contains(Outcome.SUCCEEDED);
    }

    @Test
    void a_handler_knows_what_it_does() {
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        run(new OperationRouter().on(CHARGE, QUICK, context -> {
            seen.add(context.payload());
            seen.add(context.reference());
            seen.add(context.attempt());
            if (context.attempt() == 1) {
                throw new IOException("no answer");
            }
        }));
        long id = submit(PLAIN.withDeadline(Instant.parse("2111-10-01T08:38:44Z")));
        awaitState(id, OperationState.SUCCEEDED);

        Operation operation = operation(id);
        assertThat(seen).containsExactly(AMOUNT, operation.reference(), 1, AMOUNT, operation.reference(), 2);
    }

    @Test
    void a_new_one_is_begun_at_once_and_a_delayed_one_by_its_time() {
        run(new OperationRouter().on(CHARGE, context -> {}));
        awaitState(submit(PLAIN), OperationState.SUCCEEDED);
        long before = System.nanoTime();
        long delayed = submit(PLAIN.withDelay(Duration.ofMillis(300)));
        long retried = submit(PLAIN);

        awaitState(retried, OperationState.SUCCEEDED);
        awaitState(delayed, OperationState.SUCCEEDED);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void what_another_process_submits_is_begun_at_once() throws Exception {
        Optional<Storage> other = contract.openAgain();
        if (other.isEmpty()) {
            return;
        }
        try (Storage elsewhere = other.get()) {
            run(new OperationRouter().on(CHARGE, context -> {}));
            awaitState(submit(PLAIN), OperationState.SUCCEEDED);
            for (int i = 0; i < 5; i++) {
                awaitState(elsewhere.operations().submit(charge(PLAIN)), OperationState.SUCCEEDED);
            }
            long id = submit(PLAIN.withDelay(Duration.ofMillis(200)));
            elsewhere.operations().submit(charge(PLAIN.withDelay(Duration.ofMillis(100))));
            awaitState(id, OperationState.SUCCEEDED);
        }
    }

    @Test
    void workers_of_two_processes_share_the_work() throws Exception {
        Storage elsewhere = contract.openAgain().orElse(storage);
        Map<Long, Integer> executions = new ConcurrentHashMap<>();
        Set<String> busy = ConcurrentHashMap.newKeySet();
        OperationRouter router = new OperationRouter().on(CHARGE, context -> {
            executions.merge(context.operation().id(), 1, Integer::sum);
            context.operation().key().ifPresent(key -> {
                assertThat(busy.add(key)).as("one at a time").isTrue();
                busy.remove(key);
            });
        });
        try (OperationRunner here = OperationRunner.start(storage, router, OPTIONS);
                OperationRunner there = OperationRunner.start(elsewhere, router, OPTIONS)) {
            for (int i = 0; i < 60; i++) {
                submit(i % 3 == 0 ? PLAIN : PLAIN.withKey("loan-" + i % 7));
            }
            await().until(() -> operations
                            .list(Filter.ALL.in(OperationState.SUCCEEDED), 100)
                            .size()
                    == 60);
            assertThat(here).isNotEqualTo(there);
        }
        if (elsewhere != storage) {
            elsewhere.close();
        }

        assertThat(executions.values()).hasSize(60).containsOnly(1);
        assertThat(all()).allSatisfy(one -> assertThat(one.status().attempts()).isEqualTo(1));
    }

    @Test
    void what_was_there_before_is_done_too() {
        long id = submit(PLAIN);
        run(new OperationRouter().on(CHARGE, context -> {}));
        awaitState(id, OperationState.SUCCEEDED);
    }

    @Test
    void what_is_committed_wakes_a_worker_and_what_is_rolled_back_is_not_done() {
        AtomicInteger executions = new AtomicInteger();
        run(new OperationRouter().on(CHARGE, context -> executions.incrementAndGet()));
        try {
            storage.<Boolean, IOException>atomically(inside -> {
                inside.operations().submit(charge(PLAIN));
                throw new IOException("roll back");
            });
        } catch (IOException e) {
            assertThat(e).hasMessage("roll back");
        }
        long id = storage.atomically(inside -> inside.operations().submit(charge(PLAIN)));

        awaitState(id, OperationState.SUCCEEDED);
        assertThat(executions).hasValue(1);
    }

    @Test
    void a_failing_one_is_tried_again_until_it_succeeds_or_has_been_tried_enough() {
        AtomicInteger executions = new AtomicInteger();
        run(new OperationRouter()
                .on(CHARGE, QUICK, context -> {
                    executions.incrementAndGet();
                    if (context.attempt() < 3) {
                        throw new IOException("no answer " + context.attempt());
                    }
                })
                .on("card.refund", QUICK, context -> {
                    executions.incrementAndGet();
                    throw new IOException("never");
                }));
        long lucky = submit(PLAIN);
        long unlucky = operations.submit("card.refund", AMOUNT, PLAIN);

        awaitState(lucky, OperationState.SUCCEEDED);
        awaitState(unlucky, OperationState.FAILED);

        assertThat(history(lucky).attempts())
                .extracting(Attempt::outcome)
                .extracting(outcome -> outcome.orElseThrow())
                .containsExactly(Outcome.FAILED, Outcome.FAILED, Outcome.SUCCEEDED);
        assertThat(history(lucky).attempts())
                .extracting(Attempt::error)
                .containsExactly("java.io.IOException: no answer 1", "java.io.IOException: no answer 2", "");
        assertThat(history(unlucky).attempts()).hasSize(QUICK.retry().maxAttempts());
        assertThat(operation(unlucky).status().error()).contains("never");
        assertThat(executions).hasValue(3 + QUICK.retry().maxAttempts());
    }

    @Test
    void workers_work_at_the_same_time() {
        CyclicBarrier together = new CyclicBarrier(3);
        run(new OperationRouter().on(CHARGE, context -> together.await(10, TimeUnit.SECONDS)));
        List<Long> ids = List.of(submit(PLAIN), submit(PLAIN), submit(PLAIN));

        ids.forEach(id -> awaitState(id, OperationState.SUCCEEDED));
    }

    @Test
    void of_a_key_they_are_done_one_behind_the_other() {
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger together = new AtomicInteger();
        OperationRouter router = new OperationRouter().on(CHARGE, context -> {
            assertThat(together.incrementAndGet()).isEqualTo(1);
            order.add(context.operation().id());
            Thread.currentThread().join(2);
            together.decrementAndGet();
        });
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ids.add(submit(PLAIN.withKey("loan-1")));
        }
        run(router);
        run(router);
        ids.forEach(id -> awaitState(id, OperationState.SUCCEEDED));

        assertThat(order).isEqualTo(ids);
    }

    @Test
    void what_nobody_knows_is_marked() {
        run(new OperationRouter().on(CHARGE, context -> {}));
        long id = operations.submit("letter.send", AMOUNT, PLAIN);
        await().until(() -> operation(id).status().unroutable());
        assertThat(state(id)).isEqualTo(OperationState.PENDING);
        assertThat(operations.list(Filter.ALL.onlyUnroutable(), 10)).hasSize(1);
    }

    @Test
    void a_worker_keeps_to_its_channels() {
        run(new OperationRouter().on(CHARGE, context -> {}), OPTIONS.withChannels("mail", "cards"));
        long others = submit(PLAIN);
        awaitState(submit(PLAIN.withChannel("cards")), OperationState.SUCCEEDED);
        awaitState(submit(PLAIN.withChannel("mail")), OperationState.SUCCEEDED);
        assertThat(state(others)).isEqualTo(OperationState.PENDING);
    }

    @Test
    void what_follows_begins_when_it_is_done_and_only_then() {
        run(new OperationRouter()
                .on(CHARGE, QUICK, context -> {
                    context.submit(dev.eventsource.store.NewOperation.of("letter.send", AMOUNT));
                    context.append(dev.eventsource.event.Append.to(LOAN, any(), List.of(Loans.approved())));
                    if (context.attempt() == 1) {
                        throw new IOException("no answer");
                    }
                })
                .on("letter.send", context -> {}));
        long id = storage.forTenant("acme")
                .operations()
                .submit(charge(
                        PLAIN.withMetadata(dev.eventsource.event.Metadata.none().withCorrelationId("request 7"))));
        awaitState(id, OperationState.SUCCEEDED);
        await().until(() ->
                operations.list(Filter.ALL.in(OperationState.SUCCEEDED), 10).size() == 2);

        Operation letter = operations.list(Filter.ALL.ofType("letter.send"), 10).get(0);
        assertThat(letter.tenant()).isEqualTo("acme");
        assertThat(letter.metadata().correlationId()).contains("request 7");
        assertThat(letter.metadata().causationId())
                .contains(operation(id).reference().toString());
        assertThat(storage.forTenant("acme").events().read(LOAN, 0, 10)).hasSize(1);
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void if_what_follows_is_refused_the_attempt_has_failed() {
        run(new OperationRouter()
                .on(CHARGE, QUICK, context -> {
                    context.submit(dev.eventsource.store.NewOperation.of("letter.send", AMOUNT));
                    context.append(dev.eventsource.event.Append.to(
                            LOAN, dev.eventsource.event.ExpectedVersion.exactly(7), List.of(Loans.approved())));
                })
                .on("letter.send", context -> {}));
        long id = submit(PLAIN);
        awaitState(id, OperationState.FAILED);

        assertThat(all()).hasSize(1);
        assertThat(events.head()).isZero();
        assertThat(history(id).attempts()).hasSize(QUICK.retry().maxAttempts());
    }
}
