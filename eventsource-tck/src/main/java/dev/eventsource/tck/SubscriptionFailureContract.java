// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.StorageException;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.OnFailure;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An event that cannot be handled is tried again, then parked with what comes behind it; the others go on. */
abstract class SubscriptionFailureContract extends Subscribers {

    SubscriptionFailureContract(Backend contract) {
        super(contract);
    }

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean(true);

    /** The second event of loan 0 cannot be handled. */
    private Subscription poisoned() {
        return to(delivered -> {
            if (delivered.recorded().position() == 3 && broken.get()) {
                calls.incrementAndGet();
                throw new IllegalStateException("no such customer");
            }
            handled.add(delivered.recorded());
        });
    }

    @Test
    void an_event_that_fails_for_a_while_is_handled_in_its_place() throws Exception {
        append(6, 2);
        RunningSubscription running = process().start(to(delivered -> {
            if (delivered.recorded().position() == 3 && calls.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            handled.add(delivered.recorded());
        }));

        assertThat(running.await(6, contract.patience())).isTrue();

        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(running.failed()).isEqualTo(2);
        assertThat(storage.deadLetters().count(Filter.ALL).letters()).isZero();
    }

    @Test
    void an_event_that_cannot_be_handled_is_parked_and_its_sequence_waits_behind_it() throws Exception {
        append(8, 2);
        RunningSubscription running = process().start(poisoned());

        assertThat(running.await(8, contract.patience())).isTrue();

        assertThat(calls).hasValue(3);
        assertThat(positions()).containsExactly(1L, 2L, 4L, 6L, 8L);
        List<DeadLetter> letters = storage.deadLetters().list(Filter.OPEN, 10);
        assertThat(letters).extracting(DeadLetter::position).containsExactly(3L, 5L, 7L);
        assertThat(letters).extracting(DeadLetter::attempts).containsExactly(3, 0, 0);
        assertThat(letters.get(0).error()).contains("IllegalStateException", "no such customer");
        assertThat(letters.get(0).stackTrace()).contains("SubscriptionFailureContract");
        assertThat(letters.get(0).sequence()).isEqualTo("loan-0");
        assertThat(letters.get(0).type()).isEqualTo("LoanSubmitted");
    }

    @Test
    void what_waits_behind_a_parked_event_still_waits_after_a_restart() throws Exception {
        append(4, 2);
        Running first = process();
        assertThat(first.start(poisoned()).await(4, contract.patience())).isTrue();
        first.close();
        append(2, 2);

        assertThat(process().start(poisoned()).await(6, contract.patience())).isTrue();

        assertThat(calls).hasValue(3);
        assertThat(storage.deadLetters().list(Filter.OPEN, 10))
                .extracting(DeadLetter::position)
                .containsExactly(3L, 5L);
    }

    @Test
    void a_sequence_that_is_retried_goes_on_in_order() throws Exception {
        append(8, 2);
        RunningSubscription running = process().start(poisoned());
        assertThat(running.await(8, contract.patience())).isTrue();
        broken.set(false);
        handled.clear();

        assertThat(storage.deadLetters().decide(Filter.OPEN.of(running.id()).at(3), DeadLetter.State.RETRYING, "ada"))
                .isEqualTo(1);

        await().until(() -> storage.deadLetters().count(Filter.OPEN).letters() == 0);
        assertThat(positions()).containsExactly(3L, 5L, 7L);
        assertThat(storage.deadLetters().list(Filter.ALL, 10))
                .allMatch(letter -> letter.state() == DeadLetter.State.RESOLVED);
        append(1, 1);
        assertThat(running.await(9, contract.patience())).isTrue();
        assertThat(positions()).containsExactly(3L, 5L, 7L, 9L);
    }

    @Test
    void a_retry_that_fails_again_leaves_the_letter_open() throws Exception {
        append(4, 2);
        RunningSubscription running = process().start(poisoned());
        assertThat(running.await(4, contract.patience())).isTrue();

        storage.deadLetters().decide(Filter.OPEN, DeadLetter.State.RETRYING, "ada");

        await().until(() -> storage.deadLetters().list(Filter.OPEN, 1).get(0).attempts() == 4);
        DeadLetter letter = storage.deadLetters().list(Filter.OPEN, 1).get(0);
        assertThat(letter.state()).isEqualTo(DeadLetter.State.FAILED);
        assertThat(letter.decidedBy()).isEqualTo("ada");
    }

    @Test
    void a_discarded_event_lets_its_sequence_go_on() throws Exception {
        append(8, 2);
        RunningSubscription running = process().start(poisoned());
        assertThat(running.await(8, contract.patience())).isTrue();
        handled.clear();

        storage.deadLetters().decide(Filter.OPEN.at(3), DeadLetter.State.DISCARDED, "ada");

        await().until(() -> storage.deadLetters().count(Filter.OPEN).letters() == 0);
        assertThat(positions()).containsExactly(5L, 7L);
    }

    @Test
    void a_letter_that_could_not_be_stored_at_once_tells_of_what_happened() throws Exception {
        append(4, 2);
        AtomicBoolean out = new AtomicBoolean(true);
        Running process = process(watched(call -> {
            if (call.equals("tx.deadLetters.put") && out.getAndSet(false)) {
                throw new StorageException("out of reach");
            }
        }));

        assertThat(process.start(poisoned()).await(4, contract.patience())).isTrue();

        assertThat(calls).hasValue(3);
        assertThat(storage.deadLetters().list(Filter.OPEN, 10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.error()).contains("no such customer"));
    }

    @Test
    void a_poison_event_is_tried_so_many_times_over_restarts_and_never_more() throws Exception {
        append(4, 2);
        Subscription slow = poisoned();
        slow = slow.with(slow.options()
                .withRetry(QUICK.withMaxAttempts(4)
                        .withMaxDelay(Duration.ofMillis(300))
                        .withFirstDelay(Duration.ofMillis(300))));
        for (int restart = 1; restart <= 3; restart++) {
            Running process = process();
            process.start(slow);
            int before = restart;
            await().until(() -> calls.get() >= before);
            process.close();
        }

        assertThat(process().start(slow).await(4, contract.patience())).isTrue();

        assertThat(calls).hasValue(4);
        assertThat(storage.deadLetters().list(Filter.OPEN, 1).get(0).attempts()).isEqualTo(4);
    }

    @Test
    void skipping_leaves_a_record_and_goes_on() throws Exception {
        append(8, 2);
        Subscription skipping = poisoned();
        RunningSubscription running =
                process().start(skipping.with(skipping.options().withOnFailure(OnFailure.SKIP)));

        assertThat(running.await(8, contract.patience())).isTrue();

        assertThat(positions()).containsExactly(1L, 2L, 4L, 5L, 6L, 7L, 8L);
        assertThat(storage.deadLetters().list(Filter.ALL, 10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.state()).isEqualTo(DeadLetter.State.SKIPPED));
    }

    @Test
    void stopping_on_a_failure_says_why() throws Exception {
        append(8, 2);
        Subscription stopping = poisoned();
        RunningSubscription running =
                process().start(stopping.with(stopping.options().withOnFailure(OnFailure.STOP)));

        await().until(() -> running.state() == RunState.FAILED);

        assertThat(running.reason().orElseThrow()).contains("position 3", "no such customer");
        assertThat(positions()).containsExactly(1L, 2L);
        assertThat(running.position()).isEqualTo(2);
    }

    @Test
    void what_it_was_stopped_for_is_tried_again_by_a_program_that_was_mended() throws Exception {
        append(4, 2);
        Subscription stopping = poisoned();
        stopping = stopping.with(stopping.options().withOnFailure(OnFailure.STOP));
        Running broke = process();
        RunningSubscription failing = broke.start(stopping);
        await().until(() -> failing.state() == RunState.FAILED);
        broke.close();
        broken.set(false);

        assertThat(process().start(stopping).await(4, contract.patience())).isTrue();

        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void more_parked_events_of_a_sequence_than_allowed_stop_the_subscription() throws Exception {
        append(12, 2);
        Subscription bounded = poisoned();
        RunningSubscription running =
                process().start(bounded.with(bounded.options().withMaxParked(2)));

        await().until(() -> running.state() == RunState.FAILED);

        assertThat(running.reason().orElseThrow()).contains("loan-0", "dead letters");
        assertThat(storage.deadLetters().count(Filter.OPEN).letters()).isEqualTo(2);
    }

    @Test
    void an_outage_spends_no_attempts_and_parks_nothing() throws Exception {
        append(6, 2);
        RunningSubscription running = process().start(to(delivered -> {
            if (calls.incrementAndGet() < 20) {
                throw new ConnectException("nobody listens");
            }
            handled.add(delivered.recorded());
        }));

        assertThat(running.await(6, contract.patience())).isTrue();

        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(storage.deadLetters().count(Filter.ALL).letters()).isZero();
    }

    @Test
    void failures_of_many_sequences_without_a_success_are_an_outage() throws Exception {
        append(40, 10);
        Subscription failing = to(delivered -> {
                    if (broken.get()) {
                        calls.incrementAndGet();
                        throw new IllegalStateException("503");
                    }
                    handled.add(delivered.recorded());
                })
                .partitions(8);
        RunningSubscription running = process()
                .start(failing.with(
                        failing.options().withRetry(QUICK.withMaxAttempts(10).withFirstDelay(Duration.ofMillis(20)))));
        await().until(() -> running.state() == RunState.WAITING_TO_RETRY && calls.get() > 30);

        broken.set(false);

        assertThat(running.await(40, contract.patience())).isTrue();
        assertThat(positions()).hasSize(40);
        assertThat(storage.deadLetters().count(Filter.ALL).letters()).isZero();
    }

    /** Nobody can tell them from an outage but a person, who says so by a pause. */
    @Test
    void poison_events_in_a_row_are_waited_for_until_somebody_pauses_and_resumes() throws Exception {
        append(6, 6);
        RunningSubscription running = process().start(to(delivered -> {
            if (delivered.recorded().position() <= 4) {
                throw new IllegalStateException("poison " + delivered.recorded().position());
            }
            handled.add(delivered.recorded());
        }));
        await().until(() -> running.state() == RunState.WAITING_TO_RETRY);
        assertThat(running.reason().orElseThrow()).contains("position 3", "poison 3", "pause");
        contract.pass(Duration.ofMillis(300));
        assertThat(running.state()).isEqualTo(RunState.WAITING_TO_RETRY);
        assertThat(running.position()).isEqualTo(2);

        storage.checkpoints().pause(running.id(), true);
        await().until(() -> running.state() == RunState.PAUSED);
        storage.checkpoints().pause(running.id(), false);

        assertThat(running.await(6, contract.patience())).isTrue();
        assertThat(positions()).containsExactly(5L, 6L);
        assertThat(storage.deadLetters().list(Filter.OPEN, 10))
                .extracting(DeadLetter::position)
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(running.reason()).isEmpty();
    }

    @Test
    void of_a_batch_that_fails_only_the_guilty_event_is_parked() throws Exception {
        append(10, 10);
        RunningSubscription running = process().start(exactlyOnce(delivered -> {
            if (delivered.recorded().position() == 5) {
                throw new IllegalStateException("poison");
            }
            String key = "" + delivered.recorded().position();
            delivered.storage().documents().put("applied", key, Payload.of("{}"), ExpectedVersion.noStream());
        }));

        assertThat(running.await(10, contract.patience())).isTrue();

        for (int position = 1; position <= 10; position++) {
            assertThat(storage.documents()
                            .get("applied", "" + position)
                            .map(document -> document.version())
                            .orElse(0L))
                    .as("position " + position)
                    .isEqualTo(position == 5 ? 0 : 1);
        }
        assertThat(storage.deadLetters().list(Filter.OPEN, 10))
                .extracting(DeadLetter::position)
                .containsExactly(5L);
    }

    @Test
    void a_handler_of_pages_gets_them_one_by_one_after_a_failure() throws Exception {
        append(10, 10);
        Delivery pages = new Delivery(
                batch -> {
                    if (batch.events().stream().anyMatch(event -> event.position() == 5)) {
                        throw new IllegalStateException("poison");
                    }
                    handled.addAll(batch.events());
                },
                10,
                false);
        Subscription subscription = remembering();
        RunningSubscription running = process()
                .start(new Subscription(subscription.id(), subscription.query(), pages, subscription.options()));

        assertThat(running.await(10, contract.patience())).isTrue();

        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L, 6L, 7L, 8L, 9L, 10L);
        assertThat(storage.deadLetters().list(Filter.OPEN, 10))
                .extracting(DeadLetter::position)
                .containsExactly(5L);
    }
}
