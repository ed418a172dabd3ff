// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Message;
import dev.eventsource.event.Registration;
import dev.eventsource.handling.Handler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Members of a group share its messages, each key in order, whoever joins, leaves and dies. */
abstract class BusSharingContract extends BusSuite {

    private final Received received = new Received();

    BusSharingContract(EventBusContract contract) {
        super(contract);
    }

    /** A member that takes a moment for each message and says that it was there. */
    private Handler<Message> slowly(Set<Object> present, Object name) {
        return message -> {
            present.add(name);
            received.handle(message);
            if (message.version() % 5 == 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        };
    }

    @Test
    void members_share_and_each_key_keeps_its_order() throws Exception {
        Set<Object> present = ConcurrentHashMap.newKeySet();
        EventBus publisher = bus();
        for (int member = 0; member < 3; member++) {
            bus().subscribe(TOPIC, group("billing"), slowly(present, member));
        }
        List<Message> published = new ArrayList<>();

        eventually().until(() -> {
            List<Message> more = events(published.size(), published.size() + 200, 20);
            publisher.publish(TOPIC, more);
            published.addAll(more);
            return present.size() == 3;
        });

        eventually(() -> received.size() == published.size());
        received.checkComplete(published);
        received.checkNoneAtOnce();
        assertThat(received.all()).as("each reaches one of them").hasSameSizeAs(published);
    }

    @Test
    void nothing_is_lost_or_out_of_order_when_members_come_and_go() throws Exception {
        EventBus publisher = bus();
        publisher.create(TOPIC, group("billing"));
        Set<Object> present = ConcurrentHashMap.newKeySet();
        List<Message> published = events(1_500, 25);
        Thread publishing = new Thread(() -> {
            for (int i = 0; i < 1_500; i += 50) {
                publisher.publish(TOPIC, published.subList(i, i + 50));
            }
        });
        publishing.start();
        List<Registration> members = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            members.add(bus().subscribe(TOPIC, group("billing"), slowly(present, round)));
            int wanted = Math.min(1_400, (round + 1) * 300);
            eventually(() -> received.size() >= wanted);
        }
        members.get(0).close();
        members.get(1).close();
        publishing.join();

        eventually(() -> received.size() == published.size());
        received.checkComplete(published);
        received.checkNoneAtOnce();
        assertThat(received.all())
                .as("who leaves in good order leaves nothing to repeat")
                .hasSize(1_500);
    }

    @Test
    void another_member_goes_on_after_a_death_and_each_key_keeps_its_order() throws Exception {
        EventBus publisher = bus();
        publisher.create(TOPIC, group("billing"));
        List<Message> published = events(1_200, 30);
        Set<Object> present = ConcurrentHashMap.newKeySet();
        EventBus first = bus();
        first.subscribe(TOPIC, group("billing"), slowly(present, "first"));
        publisher.publish(TOPIC, published.subList(0, 600));
        eventually(() -> received.size() > 100);
        contract.kill(first);
        bus().subscribe(TOPIC, group("billing"), slowly(present, "second"));
        publisher.publish(TOPIC, published.subList(600, 1_200));

        eventually(() -> received.size() == published.size());
        received.checkComplete(published);
    }

    /** What is being handled when its member dies is handled again, before what comes behind it. */
    @Test
    void a_retry_goes_on_elsewhere_after_a_death() throws Exception {
        EventBus publisher = bus();
        publisher.create(TOPIC, group("billing"));
        Semaphore failed = new Semaphore(0);
        EventBus first = bus(patient());
        first.subscribe(TOPIC, group("billing"), message -> {
            if (message.version() == 2) {
                failed.release();
                throw new IllegalStateException("not here");
            }
            received.handle(message);
        });
        List<Message> published = events(4, 1);
        publisher.publish(TOPIC, published);
        failed.acquire();

        contract.kill(first);
        bus().subscribe(TOPIC, group("billing"), received);

        eventually(() -> received.size() == 4);
        received.checkComplete(published);
    }

    @Test
    void a_slow_member_holds_no_more_than_it_may() throws Exception {
        EventBus bus = bus(options.withPartitions(2).withInFlight(10));
        Semaphore go = new Semaphore(0);
        bus.subscribe(TOPIC, group("billing"), message -> {
            go.acquire();
            received.handle(message);
        });
        List<Message> published = events(500, 50);
        bus.publish(TOPIC, published);
        eventually(() -> go.hasQueuedThreads());

        assertThat(bus.groups(TOPIC).get(0).backlog()).isEqualTo(500);
        go.release(500);

        eventually(() -> received.size() == 500);
        received.checkComplete(published);
    }

    @Test
    void a_key_that_fails_for_long_stops_others_only_when_the_member_holds_all_that_it_may() throws Exception {
        BusOptions narrow = options.withPartitions(1).withInFlight(10).withExhausted(BusOptions.Exhausted.HOLD);
        EventBus bus = bus(narrow);
        CountDownLatch repaired = new CountDownLatch(1);
        bus.subscribe(TOPIC, group("billing"), message -> {
            if (message.key().equals("loan-0") && repaired.getCount() > 0) {
                throw new IllegalStateException("held");
            }
            received.handle(message);
        });
        List<Message> published = new ArrayList<>(events(8, 1));
        for (int number = 1; number <= 50; number++) {
            published.add(event("other", number));
        }
        for (int number = 9; number <= 20; number++) {
            published.add(event(0, number));
        }
        published.add(event("late", 1));

        bus.publish(TOPIC, published);

        eventually(() -> received.size() == 50);
        assertThat(received.versions("late")).isEmpty();
        repaired.countDown();
        eventually(() -> received.size() == published.size());
        received.checkComplete(published);
    }

    @Test
    void closing_waits_for_what_is_being_handled_and_leaves_the_rest() throws Exception {
        EventBus publisher = bus();
        EventBus bus = bus(options.withPartitions(1));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        Registration registration = bus.subscribe(TOPIC, group("billing"), message -> {
            begun.countDown();
            go.await();
            handled.incrementAndGet();
            received.handle(message);
        });
        List<Message> published = events(20, 1);
        publisher.publish(TOPIC, published);
        begun.await();
        Thread closing = new Thread(registration::close);
        closing.start();
        closing.join(200);
        assertThat(closing.isAlive()).isTrue();

        go.countDown();
        closing.join();

        assertThat(handled).hasValue(1);
        bus().subscribe(TOPIC, group("billing"), received);
        eventually(() -> received.size() == 20);
        assertThat(received.all()).as("nothing again").hasSize(20);
        received.checkComplete(published);
    }

    @Test
    void closing_gives_up_after_a_while_and_interrupts() throws Exception {
        EventBus bus = bus(options.withDrain(Duration.ofMillis(100)));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        bus.subscribe(TOPIC, group("billing"), message -> {
            begun.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        bus.publish(TOPIC, events(1, 1));
        begun.await();

        bus.close();

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        bus().subscribe(TOPIC, group("billing"), received);
        eventually(() -> received.size() == 1);
    }
}
