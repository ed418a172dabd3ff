// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.PublishException;
import dev.eventsource.bus.RefusedForGoodException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class KafkaTransactionTest {

    private final BusOptions options = Loans.options();
    private final KafkaEventBus.Options transactional =
            KafkaEventBus.Options.DEFAULT.withBus(options).withTransactionalId("relay-" + UUID.randomUUID());

    @Test
    void what_is_published_in_transactions_arrives_in_order_and_leaves_no_backlog() {
        List<Message> received = new CopyOnWriteArrayList<>();
        List<Message> published = new ArrayList<>();
        try (KafkaEventBus bus = new KafkaEventBus(TestBroker.client(), transactional)) {
            bus.subscribe("loans", Group.named("billing"), received::add);
            for (int from = 0; from < 200; from += 20) {
                List<Message> batch = Loans.events(from, from + 20, 1);
                bus.publish("loans", batch);
                published.addAll(batch);
            }
            Loans.eventually().until(() -> received.size() == 200);
            assertThat(received).isEqualTo(published);
            // the marks at the end of each transaction are no messages
            Loans.eventually().until(() -> bus.groups("loans").get(0).backlog() == 0);
        }
    }

    @Test
    void of_a_call_that_fails_nothing_is_visible() throws Exception {
        try (KafkaEventBus bus = new KafkaEventBus(TestBroker.client(), transactional);
                Admin admin = Raw.admin()) {
            bus.publish("loans", List.of(Loans.event(1, 1)));
            String topic = options.prefix() + "--loans";
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "20000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            List<Message> batch =
                    List.of(Loans.event(2, 1), Loans.event(1, 2, "\"" + "x".repeat(100_000) + "\""), Loans.event(3, 1));

            assertThatExceptionOfType(RefusedForGoodException.class)
                    .isThrownBy(() -> bus.publish("loans", batch))
                    .withMessageContaining("3 of them are not confirmed");

            bus.publish("loans", List.of(Loans.event(1, 2)));
            assertThat(Raw.keys(Raw.read(topic))).isEqualTo("loan-1 loan-1");
        }
    }

    @Test
    void who_was_interrupted_does_not_know_and_publishes_again() {
        try (KafkaEventBus bus = new KafkaEventBus(TestBroker.client(), transactional)) {
            bus.publish("loans", List.of(Loans.event(1, 1)));
            List<Message> unknown = List.of(Loans.event(1, 2), Loans.event(2, 1));

            Thread.currentThread().interrupt();
            PublishException interrupted =
                    catchThrowableOfType(PublishException.class, () -> bus.publish("loans", unknown));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(interrupted.unconfirmed())
                    .isEqualTo(unknown.stream().map(Message::id).toList());
            bus.publish("loans", unknown);
            assertThat(Raw.read(options.prefix() + "--loans"))
                    .extracting(record -> Raw.headers(record).get("ce_id"))
                    .contains(
                            unknown.get(0).id().toString(), unknown.get(1).id().toString());
        }
    }

    @Test
    void a_producer_that_somebody_has_closed_is_replaced() {
        List<Producer<byte[], byte[]>> opened = new ArrayList<>();
        Clients clients = new Clients(TestBroker.client(), transactional);
        try (KafkaEventBus bus = TestBroker.bus(options)) {
            bus.create("loans", Group.named("billing"));
        }
        try (TransactionalSender sender = new TransactionalSender(() -> {
            Producer<byte[], byte[]> producer = clients.producer(transactional.transactionalId());
            opened.add(producer);
            return producer;
        })) {
            String topic = options.prefix() + "--loans";
            List<ProducerRecord<byte[], byte[]>> records = List.of(new ProducerRecord<>(topic, 0, null, new byte[1]));
            assertThat(sender.send(records)).isEqualTo(RecordSender.Receipt.COMPLETE);
            opened.get(0).close();

            assertThat(sender.send(records).unconfirmed()).containsExactly(0);
            assertThat(sender.send(records)).isEqualTo(RecordSender.Receipt.COMPLETE);
            assertThat(opened).hasSize(2);
        }
    }

    @Test
    void who_has_a_successor_publishes_nothing_more() {
        try (KafkaEventBus first = new KafkaEventBus(TestBroker.client(), transactional);
                KafkaEventBus second = new KafkaEventBus(TestBroker.client(), transactional)) {
            first.publish("loans", List.of(Loans.event(1, 1)));
            second.publish("loans", List.of(Loans.event(1, 2)));

            for (int time = 0; time < 2; time++) {
                assertThatExceptionOfType(BusException.class)
                        .isThrownBy(() -> first.publish("loans", List.of(Loans.event(1, 3))))
                        .withMessageContaining("transactionalId");
            }
            second.publish("loans", List.of(Loans.event(1, 4)));
            assertThat(Raw.read(options.prefix() + "--loans"))
                    .extracting(record -> Raw.headers(record).get("ce_version"))
                    .containsExactly("1", "2", "4");
        }
    }
}
