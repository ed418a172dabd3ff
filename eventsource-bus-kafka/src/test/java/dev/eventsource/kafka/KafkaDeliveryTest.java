// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** How far a group is, whatever happens to its members. */
class KafkaDeliveryTest {

    private final BusOptions options = Loans.options().withPartitions(1).withExhausted(BusOptions.Exhausted.HOLD);
    private final TopicPartition partition = new TopicPartition(options.prefix() + "--loans", 0);
    private final List<Message> received = new CopyOnWriteArrayList<>();
    private final AtomicBoolean broken = new AtomicBoolean(true);

    private void handle(Message message) {
        if (message.key().equals("loan-0") && broken.get()) {
            throw new IllegalStateException("held");
        }
        received.add(message);
    }

    private OffsetAndMetadata committed(Admin admin) throws Exception {
        return admin.listConsumerGroupOffsets(options.prefix() + "--loans--billing")
                .partitionsToOffsetAndMetadata()
                .get()
                .get(partition);
    }

    /** What passed by a message that is held is done, and stays so, although the offset cannot move. */
    @Test
    void the_offset_never_passes_what_is_not_handled_and_what_was_handled_behind_it_does_not_come_again()
            throws Exception {
        List<Message> published = Loans.events(0, 40, 2);
        try (KafkaEventBus first = TestBroker.bus(options);
                KafkaEventBus second = TestBroker.bus(options);
                Admin admin = Raw.admin()) {
            first.subscribe("loans", Group.named("billing"), this::handle);
            first.publish("loans", published);
            Loans.eventually()
                    .until(() -> received.size() == 20
                            && first.groups("loans").get(0).backlog() == 20);
            assertThat(committed(admin).offset()).isZero();
            first.kill();
            broken.set(false);

            second.subscribe("loans", Group.named("billing"), this::handle);

            Loans.eventually().until(() -> received.size() >= 40);
            Loans.eventually().until(() -> second.groups("loans").get(0).backlog() == 0);
            assertThat(received).hasSize(40).containsAll(published);
            assertThat(committed(admin).offset()).isEqualTo(40);
        }
    }

    @Test
    void who_handles_for_long_keeps_his_part_as_polling_goes_on() throws Exception {
        Map<String, Object> impatient = TestBroker.client();
        impatient.put("max.poll.interval.ms", 2_000);
        CountDownLatch go = new CountDownLatch(1);
        List<Message> published = Loans.events(0, 10, 1);
        KafkaEventBus.Options kafka = KafkaEventBus.Options.DEFAULT.withBus(options);
        try (KafkaEventBus slow = new KafkaEventBus(impatient, kafka);
                KafkaEventBus idle = new KafkaEventBus(impatient, kafka)) {
            slow.subscribe("loans", Group.named("billing"), message -> {
                received.add(message);
                go.await(5, TimeUnit.SECONDS);
            });
            slow.publish("loans", published);
            Loans.eventually().until(() -> received.size() == 1);
            idle.subscribe("loans", Group.named("reporting"), message -> {});
            assertThat(go.await(4, TimeUnit.SECONDS)).isFalse();
            go.countDown();

            Loans.eventually().until(() -> slow.groups("loans").stream().allMatch(group -> group.backlog() == 0));
            assertThat(received).isEqualTo(published);
        }
    }

    @Test
    void messages_that_the_broker_deleted_before_the_group_had_them_are_passed_over() throws Exception {
        List<Message> published = Loans.events(10, 30, 5);
        try (KafkaEventBus bus = TestBroker.bus(options);
                Admin admin = Raw.admin()) {
            broken.set(false);
            bus.create("loans", Group.named("billing"));
            bus.publish("loans", published);
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(12)))
                    .all()
                    .get();
            assertThat(bus.groups("loans").get(0).backlog()).isEqualTo(8);

            bus.subscribe("loans", Group.named("billing"), this::handle);

            Loans.eventually().until(() -> received.size() == 8);
            assertThat(received).isEqualTo(published.subList(12, 20));
            Loans.eventually().until(() -> bus.groups("loans").get(0).backlog() == 0);
        }
    }

    @Test
    void a_member_that_was_frozen_for_longer_than_its_session_handles_nothing_more_until_it_is_one_again()
            throws Exception {
        BusOptions two = options.withPartitions(2).withTimeout(Duration.ofSeconds(5));
        broken.set(false);
        List<Message> published = new ArrayList<>();
        try (KafkaEventBus bus = TestBroker.bus(two);
                KafkaEventBus publisher =
                        new KafkaEventBus(TestBroker.direct(), KafkaEventBus.Options.DEFAULT.withBus(two))) {
            bus.subscribe("loans", Group.named("billing"), this::handle);
            List<Message> before = Loans.events(0, 10, 3);
            publisher.publish("loans", before);
            published.addAll(before);
            Loans.eventually().until(() -> received.size() == 10);
            TestBroker.server().proxy().stall();
            try {
                List<Message> meanwhile = Loans.events(10, 20, 3);
                publisher.publish("loans", meanwhile);
                published.addAll(meanwhile);
                // no sign of life for longer than the session: the broker has thrown it out
                Loans.eventually().until(() -> publisher.groups("loans").get(0).members() == 0);
            } finally {
                TestBroker.server().proxy().resume();
            }
            Loans.eventually()
                    .until(() -> received.stream().map(Message::id).distinct().count() == 20);
            Loans.eventually().until(() -> publisher.groups("loans").get(0).backlog() == 0);
            assertThat(received.stream().distinct().toList()).containsAll(published);
        }
    }
}
