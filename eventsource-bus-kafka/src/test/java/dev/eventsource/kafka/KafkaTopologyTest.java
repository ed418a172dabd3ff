// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.BusOptions.Topology;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** What is created at the broker, and what is refused there. */
class KafkaTopologyTest {

    private final BusOptions options = Loans.options().withMaxMessageBytes(2_000_000);
    private final String topic = options.prefix() + "--loans";

    private static String setting(Admin admin, String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<ConfigResource, Config> found =
                admin.describeConfigs(List.of(resource)).all().get();
        return found.get(resource).get(name).value();
    }

    private static int parts(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .size();
    }

    @Test
    void topics_are_created_for_messages_replays_and_letters() throws Exception {
        try (KafkaEventBus bus = TestBroker.bus(options);
                Admin admin = Raw.admin()) {
            bus.create("loans", Group.named("billing"));

            assertThat(parts(admin, topic)).isEqualTo(4);
            assertThat(Integer.parseInt(setting(admin, topic, "max.message.bytes")))
                    .isGreaterThan(2_000_000)
                    .isLessThan(2_500_000);
            assertThat(setting(admin, topic, "cleanup.policy")).isEqualTo("delete");
            assertThat(parts(admin, topic + "--billing--rep")).isEqualTo(4);
            assertThat(setting(admin, topic + "--billing--rep", "retention.ms")).isEqualTo("-1");
            assertThat(parts(admin, topic + "--billing--dlq")).isEqualTo(1);
            assertThat(setting(admin, topic + "--billing--dlq", "cleanup.policy"))
                    .isEqualTo("compact");

            assertThat(bus.delete("loans", "billing")).isTrue();
            assertThat(admin.listTopics().names().get())
                    .contains(topic)
                    .doesNotContain(topic + "--billing--rep", topic + "--billing--dlq");
        }
    }

    @Test
    void a_broker_that_cannot_keep_so_many_copies_says_so() {
        KafkaEventBus.Options copies =
                KafkaEventBus.Options.DEFAULT.withBus(options).withReplicationFactor(3);
        try (KafkaEventBus bus = new KafkaEventBus(TestBroker.client(), copies)) {
            assertThatExceptionOfType(BusException.class)
                    .isThrownBy(() -> bus.create("loans", Group.named("billing")))
                    .withMessageContaining(topic)
                    .withMessageContaining("replication factor");
        }
    }

    /** Names that Kafka's metrics would mix up. */
    @Test
    void a_topic_that_kafka_takes_for_another_one_is_refused_with_the_reason() {
        try (KafkaEventBus bus = TestBroker.bus(options)) {
            bus.publish("loans.eu", List.of(Loans.event(1, 1)));
            assertThatExceptionOfType(BusException.class)
                    .isThrownBy(() -> bus.publish("loans_eu", List.of(Loans.event(1, 1))))
                    .withMessageContaining("'.' and '_'");
        }
    }

    @Test
    void who_publishes_notices_that_the_number_of_parts_was_changed() throws Exception {
        Map<String, Object> curious = TestBroker.client();
        curious.put("metadata.max.age.ms", 200);
        try (KafkaEventBus bus = new KafkaEventBus(curious, KafkaEventBus.Options.DEFAULT.withBus(options));
                KafkaEventBus late = TestBroker.bus(options);
                Admin admin = Raw.admin()) {
            bus.create("loans", Group.named("billing"));
            bus.publish("loans", List.of(Loans.event(1, 1)));
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(6)))
                    .all()
                    .get();

            Loans.eventually()
                    .untilAsserted(() -> assertThatExceptionOfType(BusException.class)
                            .isThrownBy(() -> bus.publish("loans", List.of(Loans.event(1, 2))))
                            .withMessageContaining("had 4 parts and has 6")
                            .withMessageContaining("new topic")
                            .withMessageContaining(TestBroker.server().bootstrap()));
            Loans.eventually()
                    .untilAsserted(() -> assertThatExceptionOfType(BusException.class)
                            .isThrownBy(() -> late.publish("loans", List.of(Loans.event(1, 2))))
                            .withMessageContaining("had 4 parts and has 6"));
        }
    }

    @Test
    void members_notice_that_the_number_of_parts_was_changed() throws Exception {
        Map<String, Object> curious = TestBroker.client();
        curious.put("metadata.max.age.ms", 200);
        List<Message> received = new CopyOnWriteArrayList<>();
        try (KafkaEventBus bus = new KafkaEventBus(curious, KafkaEventBus.Options.DEFAULT.withBus(options));
                KafkaEventBus late = TestBroker.bus(options);
                KafkaEventBus publisher = TestBroker.bus(options);
                Admin admin = Raw.admin()) {
            bus.subscribe("loans", Group.named("billing"), received::add);
            publisher.publish("loans", List.of(Loans.event(1, 1)));
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(6)))
                    .all()
                    .get();

            Loans.eventually().until(() -> bus.trouble().orElse("").contains("number of parts"));
            Loans.eventually()
                    .untilAsserted(() -> assertThatExceptionOfType(BusException.class)
                            .isThrownBy(() -> late.subscribe("loans", Group.named("billing"), received::add))
                            .withMessageContaining("had 4 parts and has 6"));
            // what lies in the old parts is still handled
            publisher.publish("loans", List.of(Loans.event(1, 2)));
            Loans.eventually().until(() -> received.size() == 2);

            bus.close();
            Loans.eventually().ignoreExceptions().until(() -> late.delete("loans", "billing"));
            late.subscribe("loans", Group.named("billing"), received::add);
            late.publish("loans", List.of(Loans.event(1, 3)));
            Loans.eventually().until(() -> received.size() == 3);
        }
    }

    @Test
    void a_group_whose_place_the_broker_has_forgotten_is_no_new_one() throws Exception {
        try (KafkaEventBus bus = TestBroker.bus(options);
                Admin admin = Raw.admin()) {
            bus.create("loans", Group.named("billing"));
            // as it does by itself after offsets.retention.minutes
            admin.deleteConsumerGroups(List.of(topic + "--billing")).all().get();

            assertThatExceptionOfType(BusException.class)
                    .isThrownBy(() -> bus.subscribe("loans", Group.named("billing"), message -> {}))
                    .withMessageContaining("offsets.retention.minutes")
                    .withMessageContaining("billing");
            assertThat(bus.delete("loans", "billing")).isTrue();
            bus.create("loans", Group.named("billing"));
        }
    }

    /** Of those who come at the same time one says where it begins: a later one would jump over messages. */
    @Test
    void of_many_who_create_a_group_at_once_one_decides_where_it_begins() {
        List<KafkaEventBus> buses = new ArrayList<>();
        List<Message> received = new CopyOnWriteArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                buses.add(TestBroker.bus(options));
            }
            buses.get(0).publish("loans", List.of(Loans.event("before", 1)));
            List<CompletableFuture<Message>> creating = buses.stream()
                    .map(bus -> CompletableFuture.supplyAsync(
                            () -> {
                                Message after = Loans.event("after", 1);
                                bus.create("loans", Group.named("billing"));
                                bus.publish("loans", List.of(after));
                                return after;
                            },
                            work -> new Thread(work).start()))
                    .toList();
            List<Message> published =
                    creating.stream().map(CompletableFuture::join).toList();

            buses.get(0).subscribe("loans", Group.named("billing"), received::add);

            Loans.eventually().until(() -> received.containsAll(published));
            assertThat(received).extracting(Message::key).containsOnly("loan-after");
        } finally {
            buses.forEach(KafkaEventBus::close);
        }
    }

    @Test
    void a_group_that_somebody_began_to_create_and_died_is_completed() throws Exception {
        BusOptions hasty = options.withTimeout(java.time.Duration.ofSeconds(4));
        try (KafkaEventBus bus = TestBroker.bus(hasty);
                Admin admin = Raw.admin()) {
            bus.publish("loans", List.of(Loans.event(1, 1)));
            admin.createTopics(List.of(new NewTopic(topic + "--billing--rep", 4, (short) 1)))
                    .all()
                    .get();

            bus.create("loans", Group.named("billing"));

            assertThat(bus.groups("loans")).hasSize(1);
            assertThat(bus.groups("loans").get(0).backlog()).isZero();
        }
    }

    @Test
    void a_bus_that_does_not_look_uses_what_others_have_created() throws Exception {
        List<Message> received = new CopyOnWriteArrayList<>();
        try (KafkaEventBus user = TestBroker.bus(options.withTopology(Topology.NONE));
                Admin admin = Raw.admin()) {
            assertThatExceptionOfType(BusException.class)
                    .isThrownBy(() -> user.subscribe("loans", Group.named("billing"), received::add))
                    .withMessageContaining("topology");
            admin.createTopics(List.of(
                            new NewTopic(topic, 3, (short) 1),
                            new NewTopic(topic + "--billing--rep", 3, (short) 1),
                            new NewTopic(topic + "--billing--dlq", 1, (short) 1)))
                    .all()
                    .get();

            Loans.eventually().ignoreExceptions().until(() -> parts(admin, topic + "--billing--rep") == 3);
            user.subscribe("loans", Group.named("billing").fromBeginning(), received::add);
            user.publish("loans", Loans.events(0, 30, 7));

            Loans.eventually().until(() -> received.size() == 30);
        }
    }
}
