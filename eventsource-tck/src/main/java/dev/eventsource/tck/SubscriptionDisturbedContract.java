// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.subscription.Checkpointing;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A decision or an interrupt in the middle of handling. */
abstract class SubscriptionDisturbedContract extends Subscribers {

    SubscriptionDisturbedContract(Backend contract) {
        super(contract);
    }

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean(true);

    @Test
    void what_is_discarded_while_it_is_tried_again_stays_so() throws Exception {
        append(4, 2);
        AtomicBoolean discarding = new AtomicBoolean();
        Subscription subscription = to(delivered -> {
            if (delivered.recorded().position() == 3) {
                if (discarding.get()) {
                    storage.deadLetters().decide(Filter.OPEN.at(3), DeadLetter.State.DISCARDED, "grace");
                }
                throw new IllegalStateException("no such customer");
            }
        });
        RunningSubscription running = process().start(subscription);
        assertThat(running.await(4, contract.patience())).isTrue();
        discarding.set(true);

        storage.deadLetters().decide(Filter.OPEN.at(3), DeadLetter.State.RETRYING, "ada");

        await().until(() -> storage.deadLetters().count(Filter.OPEN).letters() == 0);
        append(1, 1);
        assertThat(running.await(5, contract.patience())).isTrue();
        assertThat(storage.deadLetters().list(Filter.ALL.at(3), 1))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.state()).isEqualTo(DeadLetter.State.DISCARDED);
                    assertThat(letter.decidedBy()).isEqualTo("grace");
                });
    }

    @Test
    void what_somebody_wants_tried_again_during_an_attempt_that_fails_is_tried_again() throws Exception {
        append(4, 2);
        AtomicBoolean wanting = new AtomicBoolean();
        RunningSubscription running = process().start(to(delivered -> {
            if (delivered.recorded().position() == 3 && broken.get()) {
                if (wanting.get()) {
                    broken.set(false);
                    storage.deadLetters().decide(Filter.OPEN.at(3), DeadLetter.State.RETRYING, "grace");
                }
                throw new IllegalStateException("no such customer");
            }
        }));
        assertThat(running.await(4, contract.patience())).isTrue();
        wanting.set(true);

        storage.deadLetters().decide(Filter.OPEN.at(3), DeadLetter.State.RETRYING, "ada");

        await().until(() -> storage.deadLetters().count(Filter.OPEN).letters() == 0);
        assertThat(storage.deadLetters().list(Filter.ALL.at(3), 1))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.state()).isEqualTo(DeadLetter.State.RESOLVED);
                    assertThat(letter.decidedBy()).isEqualTo("grace");
                });
    }

    @Test
    void an_interrupt_of_the_handlers_own_is_a_failure_like_any_other() throws Exception {
        append(4, 2);
        RunningSubscription running = process().start(to(delivered -> {
            if (delivered.recorded().position() == 3) {
                calls.incrementAndGet();
                throw new InterruptedException("a timer of the handler's");
            }
            handled.add(delivered.recorded());
        }));

        assertThat(running.await(4, contract.patience())).isTrue();
        assertThat(calls).hasValue(3);
        assertThat(positions()).containsExactly(1L, 2L, 4L);
        assertThat(storage.deadLetters().list(Filter.OPEN, 10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.stackTrace()).contains("a timer of the handler's"));

        storage.deadLetters().decide(Filter.OPEN, DeadLetter.State.RETRYING, "ada");

        await().until(() -> storage.deadLetters().list(Filter.OPEN, 1).get(0).attempts() == 4 && calls.get() == 4);
    }

    @Test
    void a_handler_that_leaves_its_thread_interrupted_harms_nobody() throws Exception {
        append(4, 2);
        Subscription subscription = to(delivered -> {
            handled.add(delivered.recorded());
            Thread.currentThread().interrupt();
            if (calls.incrementAndGet() == 3) {
                throw new IllegalStateException("interrupted, and says so by the flag alone");
            }
        });
        RunningSubscription running = process()
                .start(subscription.with(subscription.options().withCheckpointing(Checkpointing.everyEvent())));

        assertThat(running.await(4, contract.patience())).isTrue();

        assertThat(positions()).containsExactly(1L, 2L, 3L, 3L, 4L);
        assertThat(running.failed()).isEqualTo(1);
    }
}
