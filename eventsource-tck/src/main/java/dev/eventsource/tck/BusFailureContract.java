// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.BusOptions.Exhausted;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Message;
import dev.eventsource.handling.Handler;
import dev.eventsource.handling.RetryPolicy;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A message that cannot be handled is tried again, then given up; the others go on, and other groups notice nothing. */
abstract class BusFailureContract extends BusSuite {

    final Received received = new Received();
    final AtomicInteger calls = new AtomicInteger();
    final AtomicBoolean broken = new AtomicBoolean(true);

    BusFailureContract(EventBusContract contract) {
        super(contract);
    }

    /** Cannot handle the second event of loan 0 while it is broken. */
    private Handler<Message> poisoned() {
        return message -> {
            if (message.key().equals("loan-0") && message.version() == 2 && broken.get()) {
                calls.incrementAndGet();
                throw new IllegalStateException("no such customer");
            }
            received.handle(message);
        };
    }

    @Test
    void a_message_that_fails_for_a_while_is_handled_in_its_place() throws Exception {
        EventBus bus = bus();
        bus.subscribe(TOPIC, group("billing"), message -> {
            if (message.version() == 2 && calls.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            received.handle(message);
        });

        bus.publish(TOPIC, events(5, 1));

        eventually(() -> received.size() == 5);
        assertThat(received.versions()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(bus.deadLetters(TOPIC, "billing").list(10)).isEmpty();
    }

    @Test
    void while_one_is_tried_again_others_of_its_key_wait_and_other_keys_go_on() throws Exception {
        EventBus bus = bus(options.withPartitions(1));
        CountDownLatch others = new CountDownLatch(3);
        bus.subscribe(TOPIC, group("billing"), message -> {
            if (message.key().equals("loan-0") && message.version() == 1 && others.getCount() > 0) {
                throw new ConnectException("not before the others were handled");
            }
            received.handle(message);
            if (message.key().equals("loan-1")) {
                others.countDown();
            }
        });

        bus.publish(TOPIC, events(6, 2));

        eventually(() -> received.size() == 6);
        assertThat(received.versions(0)).containsExactly(1L, 2L, 3L);
        assertThat(received.all().subList(0, 3)).extracting(Message::key).containsOnly("loan-1");
    }

    @Test
    void after_the_last_attempt_it_goes_to_the_dead_letters_and_its_key_goes_on() throws Exception {
        Instant before = Instant.now().minusSeconds(1);
        EventBus bus = bus();
        Received other = new Received();
        bus.subscribe(TOPIC, group("reporting"), other);
        bus.subscribe(TOPIC, group("billing"), poisoned());
        List<Message> published = events(9, 3);

        bus.publish(TOPIC, published);

        eventually(() -> received.size() == 8 && other.size() == 9);
        assertThat(received.versions(0)).containsExactly(1L, 3L);
        assertThat(calls).hasValue(3);
        eventually(() -> bus.deadLetters(TOPIC, "billing").list(10).size() == 1);
        DeadMessage letter = bus.deadLetters(TOPIC, "billing").list(10).get(0);
        assertThat(letter.message()).contains(published.get(3));
        assertThat(letter.id()).isEqualTo(published.get(3).id().toString());
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(letter.reason()).contains("IllegalStateException", "no such customer");
        assertThat(letter.firstFailedAt()).isAfter(before).isBefore(letter.lastFailedAt());
        assertThat(letter.lastFailedAt()).isBefore(Instant.now().plusSeconds(1));
        assertThat(bus.deadLetters(TOPIC, "reporting").list(10)).isEmpty();
        assertThat(bus.groups(TOPIC).get(0).deadLetters()).isEqualTo(1);
        other.checkComplete(published);
        assertThat(other.all()).hasSize(9);
    }

    @Test
    void a_key_can_be_held_instead() throws Exception {
        EventBus bus = bus(options.withExhausted(Exhausted.HOLD).withPartitions(1));
        bus.subscribe(TOPIC, group("billing"), poisoned());

        bus.publish(TOPIC, events(9, 3));

        eventually(() -> received.size() == 7 && calls.get() > 5);
        assertThat(received.versions(0)).containsExactly(1L);
        assertThat(bus.deadLetters(TOPIC, "billing").list(10)).isEmpty();

        broken.set(false);
        eventually(() -> received.size() == 9);
        assertThat(received.versions(0)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void an_outage_does_not_count() throws Exception {
        EventBus bus = bus();
        bus.subscribe(TOPIC, group("billing"), message -> {
            if (calls.incrementAndGet() <= 6) {
                throw new ConnectException("out of reach");
            }
            received.handle(message);
        });

        bus.publish(TOPIC, events(2, 1));

        eventually(() -> received.size() == 2);
        assertThat(received.versions()).containsExactly(1L, 2L);
        assertThat(bus.deadLetters(TOPIC, "billing").list(10)).isEmpty();
    }

    @Test
    void an_outage_does_not_spin_whatever_the_policy_says() throws Exception {
        EventBus bus = bus(options.withRetry(RetryPolicy.NONE));
        List<Long> attempts = new CopyOnWriteArrayList<>();
        bus.subscribe(TOPIC, group("billing"), message -> {
            attempts.add(System.nanoTime());
            if (attempts.size() <= 3) {
                throw new ConnectException("out of reach");
            }
            received.handle(message);
        });

        bus.publish(TOPIC, events(1, 1));

        eventually(() -> received.size() == 1);
        assertThat(Duration.ofNanos(attempts.get(3) - attempts.get(0))).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void what_cannot_succeed_is_not_tried_again() throws Exception {
        RetryPolicy once =
                options.retry().withFailures(options.retry().failures().notRetrying(IllegalStateException.class));
        EventBus bus = bus(options.withRetry(once));
        bus.subscribe(TOPIC, group("billing"), poisoned());

        bus.publish(TOPIC, events(3, 1));

        eventually(() -> received.size() == 2);
        assertThat(calls).hasValue(1);
        eventually(() -> bus.deadLetters(TOPIC, "billing").list(10).size() == 1);
    }

    @Test
    void a_handler_that_retries_itself_has_one_attempt() throws Exception {
        EventBus bus = bus();
        bus.subscribe(
                TOPIC, group("billing"), poisoned().retrying(RetryPolicy.DEFAULT.withMaxAttempts(4), delay -> {}));

        bus.publish(TOPIC, events(3, 1));

        eventually(() -> received.size() == 2);
        assertThat(calls).hasValue(3 * 4);
        eventually(() -> bus.deadLetters(TOPIC, "billing").list(10).size() == 1);
        assertThat(bus.deadLetters(TOPIC, "billing").list(10).get(0).attempts()).isEqualTo(3);
    }

    /** Each member that gets it ends before it can say that it failed; what was in the same hands is not blamed. */
    @Test
    void a_message_that_kills_its_members_ends_in_the_dead_letters() throws Exception {
        EventBus publisher = bus();
        publisher.create(TOPIC, group("billing"));
        List<Message> published = events(8, 4);
        Semaphore dying = new Semaphore(0);
        CountDownLatch never = new CountDownLatch(1);
        publisher.publish(TOPIC, published);

        for (int death = 1; death <= options.retry().maxAttempts() + 2; death++) {
            EventBus member = bus(options.withPartitions(1));
            member.subscribe(TOPIC, group("billing"), message -> {
                if (message.key().equals("loan-0") && message.version() == 1) {
                    dying.release();
                    never.await();
                }
                received.handle(message);
            });
            // What is not known to be handled at that moment could have been the cause as well.
            eventually(() -> received.size() == 7
                    || (dying.availablePermits() > 0
                            && publisher.groups(TOPIC).get(0).backlog() == 2));
            if (!dying.tryAcquire()) {
                break;
            }
            contract.kill(member);
        }

        eventually(() -> received.size() == 7);
        eventually(() -> !publisher.deadLetters(TOPIC, "billing").list(10).isEmpty());
        List<DeadMessage> letters = publisher.deadLetters(TOPIC, "billing").list(10);
        assertThat(letters)
                .extracting(DeadMessage::id)
                .containsExactly(published.get(0).id().toString());
        assertThat(letters.get(0).attempts()).isEqualTo(3);
        assertThat(letters.get(0).reason()).contains("when its member ended");
    }

    @Test
    void attempts_survive_the_death_of_a_member() throws Exception {
        EventBus publisher = bus(options.withPartitions(1));
        publisher.create(TOPIC, group("billing"));
        CountDownLatch next = new CountDownLatch(1);
        EventBus first = bus(patient());
        first.subscribe(TOPIC, group("billing"), message -> {
            if (message.key().equals("loan-1")) {
                throw new IllegalStateException("first");
            }
            next.countDown();
        });
        publisher.publish(TOPIC, List.of(event("1", 1), event("2", 1)));
        next.await();
        contract.kill(first);

        EventBus second = bus();
        second.subscribe(TOPIC, group("billing"), message -> {
            if (message.key().equals("loan-1")) {
                calls.incrementAndGet();
                throw new IllegalStateException("second");
            }
        });

        eventually(() -> publisher.deadLetters(TOPIC, "billing").list(10).size() == 1);
        assertThat(calls).hasValue(2);
        assertThat(publisher.deadLetters(TOPIC, "billing").list(10).get(0).attempts())
                .isEqualTo(3);
    }

    /** Also where the first attempt is noted before it begins, since the member before may have died of the message. */
    @Test
    void an_attempt_that_a_close_ends_does_not_count() throws Exception {
        EventBus publisher = bus();
        publisher.create(TOPIC, group("billing"));
        Semaphore begun = new Semaphore(0);
        CountDownLatch never = new CountDownLatch(1);
        publisher.publish(TOPIC, List.of(event("1", 1)));

        for (int end = 0; end <= options.retry().maxAttempts(); end++) {
            EventBus member = bus(options.withDrain(Duration.ofMillis(100)));
            member.subscribe(TOPIC, group("billing"), message -> {
                begun.release();
                never.await();
            });
            assertThat(begun.tryAcquire(contract.patience().toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            if (end == 0) {
                contract.kill(member);
            } else {
                member.close();
            }
        }
        EventBus last = bus();
        last.subscribe(TOPIC, group("billing"), received);

        eventually(() -> received.size() == 1);
        assertThat(publisher.deadLetters(TOPIC, "billing").list(10)).isEmpty();
    }
}
