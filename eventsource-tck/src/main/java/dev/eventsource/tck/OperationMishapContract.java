// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.handling.Handler;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationState;
import dev.eventsource.workflow.OnAbandoned;
import dev.eventsource.workflow.OperationContext;
import dev.eventsource.workflow.OperationPolicy;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Attempts that do not end as they should: what was done is never done again in silence. */
abstract class OperationMishapContract extends OperationRunning {

    OperationMishapContract(Backend contract) {
        super(contract);
    }

    @Test
    void what_takes_too_long_is_interrupted_and_then_treated_as_what_was_abandoned() {
        CountDownLatch never = new CountDownLatch(1);
        OperationPolicy brief = QUICK.withTimeLimit(Duration.ofMillis(500));
        Handler<OperationContext> once = context -> {
            if (context.attempt() == 1) {
                never.await();
            }
        };
        run(new OperationRouter()
                .on(CHARGE, brief, once)
                .on("card.refund", brief.withOnAbandoned(OnAbandoned.RETRY), once));
        long held = submit(PLAIN);
        long retried = operations.submit("card.refund", AMOUNT, PLAIN);

        awaitState(held, OperationState.HELD);
        awaitState(retried, OperationState.SUCCEEDED);

        assertThat(history(held).attempts())
                .extracting(attempt -> attempt.outcome().orElseThrow())
                .containsExactly(Outcome.TIMED_OUT);
        assertThat(history(retried).attempts())
                .extracting(attempt -> attempt.outcome().orElseThrow())
                .containsExactly(Outcome.TIMED_OUT, Outcome.SUCCEEDED);
    }

    @Test
    void who_was_interrupted_begins_no_further_step() {
        CountDownLatch never = new CountDownLatch(1);
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        run(new OperationRouter().on(CHARGE, QUICK.withTimeLimit(Duration.ofMillis(500)), context -> {
            context.step("pay", () -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    done.add("pay");
                }
                return AMOUNT;
            });
            context.step("send the letter", () -> {
                done.add("send the letter");
                return AMOUNT;
            });
        }));
        long id = submit(PLAIN);

        awaitState(id, OperationState.HELD);

        assertThat(done).containsExactly("pay");
        assertThat(history(id).steps()).extracting(OperationHistory.Step::name).containsExactly("pay");
    }

    @Test
    void a_step_that_could_not_be_written_down_is_not_done() {
        AtomicInteger executions = new AtomicInteger();
        run(new OperationRouter()
                .on(
                        CHARGE,
                        QUICK,
                        context -> context.step("pay\n" + "x".repeat(300), () -> {
                            executions.incrementAndGet();
                            return AMOUNT;
                        })));
        long id = submit(PLAIN);

        awaitState(id, OperationState.FAILED);

        assertThat(executions).hasValue(0);
        assertThat(operation(id).status().error()).contains("The name of a step");
    }

    @Test
    void a_step_of_which_nobody_can_say_what_makes_up_for_it_is_not_done_twice() {
        AtomicInteger executions = new AtomicInteger();
        run(new OperationRouter()
                .on(
                        CHARGE,
                        QUICK,
                        context -> context.step(
                                "pay",
                                () -> {
                                    executions.incrementAndGet();
                                    return AMOUNT;
                                },
                                paid -> new OperationHistory.Compensation("no type", paid))));
        long id = submit(PLAIN);

        awaitState(id, OperationState.HELD);

        assertThat(executions).hasValue(1);
        assertThat(operation(id).status().error()).startsWith("Step pay was done, which could not be written down");
    }

    @Test
    void a_runner_that_stops_lets_handlers_end() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        OperationRunner runner = run(new OperationRouter().on(CHARGE, context -> {
            begun.countDown();
            end.await();
        }));
        long id = submit(PLAIN);
        begun.await();
        Thread stopping = new Thread(() -> runner.stop(Duration.ofSeconds(30)));
        stopping.start();
        stopping.join(50);
        assertThat(stopping.isAlive()).isTrue();
        end.countDown();
        stopping.join(10_000);

        assertThat(state(id)).isEqualTo(OperationState.SUCCEEDED);
        long later = submit(PLAIN);
        assertThat(state(later)).isEqualTo(OperationState.PENDING);
        assertThat(runner.stop(Duration.ofSeconds(1))).as("a second time").isEmpty();
    }

    @Test
    void what_does_not_end_is_abandoned_as_the_policy_says() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        OperationRunner runner = run(new OperationRouter()
                .on(CHARGE, QUICK, context -> {
                    begun.countDown();
                    never.await();
                })
                .on("card.refund", QUICK.withOnAbandoned(OnAbandoned.RETRY), context -> {
                    begun.countDown();
                    never.await();
                }));
        long held = submit(PLAIN);
        long retried = operations.submit("card.refund", AMOUNT, PLAIN);
        begun.await();

        assertThat(runner.stop(Duration.ofMillis(50))).isEmpty();

        assertThat(state(held)).isEqualTo(OperationState.HELD);
        assertThat(state(retried)).isEqualTo(OperationState.RETRYING);
        assertThat(history(held).attempts().get(0).outcome()).contains(Outcome.ABANDONED);
        assertThat(history(retried).attempts().get(0).outcome()).contains(Outcome.ABANDONED);
    }

    @Test
    void what_a_dead_worker_left_is_found() {
        submit(PLAIN);
        queue.claim("dead", CARDS, SHORT, 1);
        long id = all().get(0).id();
        contract.pass(SHORT.plusMillis(20));
        run(new OperationRouter().on(CHARGE, QUICK.withOnAbandoned(OnAbandoned.RETRY), context -> {}));

        awaitState(id, OperationState.SUCCEEDED);
        assertThat(history(id).attempts())
                .extracting(attempt -> attempt.outcome().orElseThrow())
                .containsExactly(Outcome.ABANDONED, Outcome.SUCCEEDED);
    }
}
