// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.eventsource.codec.CodecException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HandlerTest {

    private static final RetryPolicy POLICY =
            RetryPolicy.DEFAULT.withMaxAttempts(4).withJitter(0);

    private final List<Duration> pauses = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();
    private int calls;

    @AfterEach
    void the_thread_is_left_as_it_was() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void what_succeeds_is_handled_once() throws Exception {
        failing(0).retrying(POLICY, pauses::add).handle("loan-1");

        assertThat(calls).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void what_fails_is_tried_again_after_growing_pauses() throws Exception {
        failing(3).retrying(POLICY, pauses::add).handle("loan-1");

        assertThat(calls).isEqualTo(4);
        assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
    }

    @Test
    void after_the_last_attempt_the_last_failure_is_thrown_with_the_earlier_ones_suppressed() {
        Throwable last =
                catchThrowable(() -> failing(9).retrying(POLICY, pauses::add).handle("loan-1"));

        assertThat(calls).isEqualTo(4);
        assertThat(last).isSameAs(thrown.get(3));
        assertThat(last.getSuppressed()).containsExactly(thrown.get(0), thrown.get(1), thrown.get(2));
    }

    @Test
    void each_thing_has_attempts_of_its_own() throws Exception {
        Handler<String> handler = failing(5).retrying(POLICY, pauses::add);

        assertThatThrownBy(() -> handler.handle("loan-1")).isInstanceOf(IOException.class);
        handler.handle("loan-2");

        assertThat(calls).isEqualTo(6);
        assertThat(pauses.get(3)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void of_many_failures_the_first_and_the_latest_are_kept() {
        Throwable last = catchThrowable(() ->
                failing(1000).retrying(POLICY.withMaxAttempts(500), pauses::add).handle("loan-1"));

        assertThat(calls).isEqualTo(500);
        assertThat(last.getSuppressed()).hasSize(10).contains(thrown.get(0), thrown.get(498));
    }

    @Test
    void a_handler_that_throws_the_same_object_every_time_makes_no_circle() {
        IOException same = new IOException("again");
        IOException wrapped = new IOException(same);
        Handler<String> handler = throwing(same, wrapped, same, wrapped);

        Throwable last =
                catchThrowable(() -> handler.retrying(POLICY, pauses::add).handle("loan-1"));

        assertThat(last).isSameAs(wrapped);
        assertThat(wrapped.getSuppressed()).isEmpty();
        assertThat(same.getSuppressed()).isEmpty();
    }

    @Test
    void a_failure_that_is_an_earlier_ones_cause_does_not_contain_it() {
        IOException cause = new IOException("again");
        Throwable last = catchThrowable(() -> throwing(new IOException(cause), cause)
                .retrying(POLICY.withMaxAttempts(2), pauses::add)
                .handle("loan-1"));

        assertThat(last).isSameAs(cause);
        assertThat(cause.getSuppressed()).isEmpty();
    }

    @Test
    void a_shared_exception_object_does_not_grow() {
        IOException shared = new IOException("shared");
        for (int i = 0; i < 100; i++) {
            Handler<String> handler =
                    throwing(new IOException("fresh"), shared).retrying(POLICY.withMaxAttempts(2), pauses::add);
            assertThatThrownBy(() -> handler.handle("loan-1")).isSameAs(shared);
        }
        assertThat(shared.getSuppressed()).hasSize(10);
    }

    @Test
    void a_failure_that_no_attempt_would_mend_is_thrown_at_once() {
        CodecException unknown = CodecException.encoding("LoanApproved", 1, "", "unknown");
        Handler<String> handler = throwing(unknown).retrying(POLICY, pauses::add);

        assertThatThrownBy(() -> handler.handle("loan-1")).isSameAs(unknown);
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void after_an_error_nothing_is_tried_and_nobody_else_is_asked() {
        OutOfMemoryError error = new OutOfMemoryError("no more");
        List<Failed<String>> parked = new ArrayList<>();
        Handler<String> handler = throwing(error)
                .retrying(POLICY.withFailures(Failures.DEFAULT.retryingOnly(Set.of(Throwable.class))), pauses::add)
                .orElse(parked::add);

        assertThatThrownBy(() -> handler.handle("loan-1")).isSameAs(error);
        assertThat(calls).isEqualTo(1);
        assertThat(parked).isEmpty();
    }

    @Test
    void what_failed_is_handed_to_the_last_with_its_failure_and_the_number_of_attempts() throws Exception {
        List<Failed<String>> parked = new ArrayList<>();
        failing(9).retrying(POLICY, pauses::add).orElse(parked::add).handle("loan-1");

        assertThat(parked).containsExactly(new Failed<>("loan-1", thrown.get(3), 4));
        assertThat(thrown.get(3).getSuppressed()).hasSize(3);
    }

    @Test
    void the_last_is_not_asked_when_an_attempt_succeeds() throws Exception {
        List<Failed<String>> parked = new ArrayList<>();
        failing(3).retrying(POLICY, pauses::add).orElse(parked::add).handle("loan-1");

        assertThat(parked).isEmpty();
    }

    @Test
    void without_retries_there_is_one_attempt() throws Exception {
        List<Object> parked = new ArrayList<>();
        Handler<Object> anything = parked::add;
        failing(9).orElse(anything).handle("loan-1");

        assertThat(parked).containsExactly(new Failed<>("loan-1", thrown.get(0), 1));
    }

    @Test
    void errors_of_the_handlers_own_making_are_not_retried_but_parked() throws Exception {
        List<Failed<String>> parked = new ArrayList<>();
        List<Error> errors =
                List.of(new StackOverflowError(), new AssertionError("no"), new NoClassDefFoundError("Loan"));
        for (Error error : errors) {
            throwing(error).retrying(POLICY, pauses::add).orElse(parked::add).handle("loan-1");
        }

        assertThat(parked).extracting(Failed::error).isEqualTo(errors);
        assertThat(parked).extracting(Failed::attempts).containsOnly(1);
    }

    @Test
    void when_the_last_fails_its_exception_passes_through_with_the_failure_suppressed() {
        IllegalStateException full = new IllegalStateException("the dead letters are full");
        Handler<String> handler = failing(9).orElse(failed -> {
            throw full;
        });

        assertThatThrownBy(() -> handler.handle("loan-1")).isSameAs(full);
        assertThat(full.getSuppressed()).containsExactly(thrown.get(0));
    }

    @Test
    void a_second_last_gets_what_the_first_could_not_do() throws Exception {
        IllegalStateException full = new IllegalStateException("the dead letters are full");
        List<Failed<String>> printed = new ArrayList<>();
        failing(9)
                .retrying(POLICY, pauses::add)
                .orElse(failed -> {
                    throw full;
                })
                .orElse(printed::add)
                .handle("loan-1");

        assertThat(printed).containsExactly(new Failed<>("loan-1", full, 1));
        assertThat(full.getSuppressed()).containsExactly(thrown.get(3));
    }

    @Test
    void an_interrupt_of_the_handler_is_no_failure() {
        InterruptedException end = new InterruptedException("end");
        List<Failed<String>> parked = new ArrayList<>();
        Handler<String> handler = throwing(end).retrying(POLICY, pauses::add).orElse(parked::add);

        assertThatThrownBy(() -> handler.handle("loan-1")).isSameAs(end);
        assertThat(calls).isEqualTo(1);
        assertThat(parked).isEmpty();
    }

    @Test
    void an_interrupt_during_a_pause_ends_it_at_once_without_another_attempt() {
        List<Failed<String>> parked = new ArrayList<>();
        InterruptedException end = new InterruptedException("end");
        Handler<String> handler = failing(9)
                .retrying(POLICY, delay -> {
                    throw end;
                })
                .orElse(parked::add);

        assertThatThrownBy(() -> handler.handle("loan-1")).isSameAs(end);
        assertThat(calls).isEqualTo(1);
        assertThat(parked).isEmpty();
        assertThat(end.getSuppressed()).containsExactly(thrown.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void what_fails_because_the_thread_was_interrupted_is_not_parked(int attempts) {
        List<Failed<String>> parked = new ArrayList<>();
        Handler<String> swallowing = loan -> {
            calls++;
            Thread.currentThread().interrupt();
            throw new IllegalStateException("connection closed");
        };

        Handler<String> handler = swallowing
                .retrying(POLICY.withMaxAttempts(attempts), pauses::add)
                .orElse(parked::add);

        assertThatThrownBy(() -> handler.handle("loan-1"))
                .isInstanceOf(InterruptedException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(calls).isEqualTo(1);
        assertThat(parked).isEmpty();
    }

    @Test
    void by_default_the_thread_sleeps_and_can_be_interrupted() throws InterruptedException {
        RetryPolicy patient = POLICY.withMaxDelay(Duration.ofDays(1)).withFirstDelay(Duration.ofDays(1));
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread waiting = new Thread(
                () -> end.set(catchThrowable(() -> failing(9).retrying(patient).handle("loan-1"))));
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        waiting.interrupt();
        waiting.join(30_000);

        assertThat(end.get()).isInstanceOf(InterruptedException.class);
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void a_pause_of_nothing_is_over_at_once() {
        assertThatCode(() -> Pause.SLEEP.take(Duration.ZERO)).doesNotThrowAnyException();
    }

    @Test
    void what_failed_was_tried() {
        assertThatThrownBy(() -> new Failed<>("loan-1", new IOException(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0 times");
    }

    /** Fails so many times, each time with another exception. */
    private Handler<String> failing(int times) {
        return loan -> {
            calls++;
            if (calls <= times) {
                IOException failure = new IOException("attempt " + calls);
                thrown.add(failure);
                throw failure;
            }
        };
    }

    /** Throws these, one after the other. */
    private Handler<String> throwing(Throwable... failures) {
        calls = 0;
        return loan -> {
            Throwable failure = failures[calls++];
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        };
    }
}
