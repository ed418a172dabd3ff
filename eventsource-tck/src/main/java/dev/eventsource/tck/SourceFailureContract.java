// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.RefusedException;
import dev.eventsource.bus.RefusedForGoodException;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.outbox.Item;
import dev.eventsource.outbox.Relay;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What cannot be published is tried again, then given up; those of other keys go on. */
abstract class SourceFailureContract extends SourceClaimContract {

    @Test
    void one_that_fails_is_tried_again_and_those_behind_it_wait() throws Exception {
        put("a", 1);
        put("a", 2);
        put("b", 3);
        put("a", 4);
        AtomicInteger calls = new AtomicInteger();
        relay(
                source,
                (topic, messages) -> {
                    if (messages.stream()
                                    .anyMatch(message -> message.event().tags().contains("n2"))
                            && calls.incrementAndGet() <= 2) {
                        throw new RefusedException("not yet", null);
                    }
                    keep(topic, messages);
                },
                OPTIONS);

        eventuallyAllDone();
        assertThat(of("a")).containsExactly("n1", "n2", "n4");
        assertThat(of("b")).containsExactly("n3");
        assertThat(published.get(published.size() - 1).event().tags()).containsExactly("n4");
    }

    @Test
    void after_the_last_attempt_it_is_marked_with_its_error_and_those_behind_it_go_on() throws Exception {
        put("a", 1);
        put("a", 2);
        put("b", 3);
        AtomicInteger calls = new AtomicInteger();
        Relay relay = relay(
                source,
                (topic, messages) -> {
                    if (messages.stream()
                            .anyMatch(message -> message.event().tags().contains("n1"))) {
                        calls.addAndGet(messages.size() == 1 ? 1 : 0);
                        throw new RefusedException("no such customer", null);
                    }
                    keep(topic, messages);
                },
                OPTIONS);

        eventuallyAllDone();
        assertThat(calls).hasValue(3);
        assertThat(of("a")).containsExactly("n2");
        assertThat(of("b")).containsExactly("n3");
        assertThat(errors()).singleElement().asString().contains("no such customer");
        assertThat(relay.gaveUp()).isEqualTo(1);
    }

    @Test
    void behind_one_that_is_given_up_no_other_runner_takes_what_this_one_has() throws Exception {
        put("a", 1);
        put("a", 2);
        put("a", 3);
        List<Item> others = new CopyOnWriteArrayList<>();
        Relay relay = relay(
                source,
                (topic, messages) -> {
                    if (messages.stream()
                            .anyMatch(message -> message.event().tags().contains("n1"))) {
                        throw new RefusedForGoodException("400");
                    }
                    others.addAll(claimedByAnother());
                    keep(topic, messages);
                },
                OPTIONS);

        eventuallyAllDone();
        assertThat(others).isEmpty();
        assertThat(of("a")).containsExactly("n2", "n3");
        await().until(() -> relay.published() == 2 && relay.gaveUp() == 1);
    }

    private List<Item> claimedByAnother() {
        try {
            return source.claim("another", 10, LONG);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_can_never_be_taken_is_given_up_at_once() throws Exception {
        put("a", 1);
        put("b", -1);
        put("b", 2);
        AtomicInteger calls = new AtomicInteger();
        relay(
                source,
                (topic, messages) -> {
                    if (messages.stream()
                            .anyMatch(message -> message.event().tags().contains("n1"))) {
                        calls.addAndGet(messages.size() == 1 ? 1 : 0);
                        throw new RefusedForGoodException("400");
                    }
                    keep(topic, messages);
                },
                OPTIONS.withBatch(10));

        eventuallyAllDone();
        assertThat(of("b")).containsExactly("n2");
        assertThat(errors()).hasSize(2);
        assertThat(errors().toString()).contains("400", "a number below 0");
        assertThat(calls.get()).isBetween(1, 2);
    }

    @Test
    void what_the_mapper_cannot_read_is_given_up_and_no_outage() throws Exception {
        put("a", -101);
        put("a", 1);
        put("b", 2);
        relay(source, this::keep, OPTIONS);

        eventuallyAllDone();
        assertThat(of("a")).containsExactly("n1");
        assertThat(of("b")).containsExactly("n2");
        assertThat(errors()).singleElement().asString().contains("a number below -100");
    }

    @Test
    void an_outage_of_what_the_mapper_asks_is_waited_out() throws Exception {
        put("a", 1);
        put("a", 2);
        AtomicInteger calls = new AtomicInteger();
        relays.add(Relay.start(
                "test",
                source,
                item -> {
                    if (calls.incrementAndGet() <= 8) {
                        throw new UncheckedIOException(new ConnectException("no customers"));
                    }
                    return map(item);
                },
                this::keep,
                "loans",
                OPTIONS));

        eventuallyAllDone();
        assertThat(of("a")).containsExactly("n1", "n2");
        assertThat(errors()).isEmpty();
    }

    @Test
    void an_outage_is_waited_out() throws Exception {
        put("a", 1);
        put("b", 2);
        AtomicInteger calls = new AtomicInteger();
        relay(
                source,
                (topic, messages) -> {
                    if (calls.incrementAndGet() <= 8) {
                        throw new BusException("out of reach");
                    }
                    keep(topic, messages);
                },
                OPTIONS);

        eventuallyAllDone();
        assertThat(published).hasSize(2);
        assertThat(errors()).isEmpty();
    }

    @Test
    void an_outage_does_not_spin_whatever_the_policy_says() throws Exception {
        put("a", 1);
        List<Long> calls = new CopyOnWriteArrayList<>();
        relay(
                source,
                (topic, messages) -> {
                    calls.add(System.nanoTime());
                    if (calls.size() <= 3) {
                        throw new BusException("out of reach");
                    }
                    keep(topic, messages);
                },
                OPTIONS.withRetry(RetryPolicy.NONE));

        eventuallyAllDone();
        assertThat(Duration.ofNanos(calls.get(3) - calls.get(0))).isGreaterThan(Duration.ofMillis(290));
    }
}
