// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.servers.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** Three brokers, one of which is lost in the middle. */
class KafkaClusterTest {

    private static final int LOANS = 20;

    private final BusOptions options = Loans.options().withTimeout(Duration.ofSeconds(10));
    private final List<Message> received = new CopyOnWriteArrayList<>();

    @Test
    void nothing_is_lost_and_each_key_keeps_its_order_when_a_broker_is_lost() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start("group.min.session.timeout.ms=500")) {
            Map<String, Object> client = TestBroker.client(cluster.bootstrap());
            client.put("session.timeout.ms", 6_000);
            KafkaEventBus.Options copies =
                    KafkaEventBus.Options.DEFAULT.withBus(options).withReplicationFactor(3);
            try (KafkaEventBus publisher = new KafkaEventBus(client, copies);
                    KafkaEventBus one = new KafkaEventBus(client, copies);
                    KafkaEventBus other = new KafkaEventBus(client, copies)) {
                one.subscribe("loans", Group.named("billing"), received::add);
                other.subscribe("loans", Group.named("billing"), received::add);
                List<Message> published = new ArrayList<>();
                AtomicBoolean enough = new AtomicBoolean();
                AtomicReference<Throwable> wrong = new AtomicReference<>();
                Thread publishing = new Thread(() -> {
                    try {
                        for (int from = 0; !enough.get(); from += 50) {
                            List<Message> batch = Loans.events(from, from + 50, LOANS);
                            publishUntilConfirmed(publisher, batch);
                            published.addAll(batch);
                        }
                    } catch (RuntimeException | Error e) {
                        wrong.set(e);
                    }
                });
                publishing.start();
                Loans.eventually().until(() -> received.size() > 500);

                int leader = leader(client);
                cluster.node(leader).kill9();

                int then = received.size();
                Loans.eventually().until(() -> received.size() > then + 2_000);
                enough.set(true);
                publishing.join(60_000);
                assertThat(publishing.isAlive()).isFalse();
                assertThat(wrong.get()).isNull();
                Loans.eventually().until(() -> ids(received).containsAll(ids(published)));
                assertThat(firsts(received)).isEqualTo(firsts(published));
                assertThat(one.deadLetters("loans", "billing").list(10)).isEmpty();
            }
        }
    }

    private int leader(Map<String, Object> client) throws Exception {
        String topic = options.prefix() + "--loans";
        try (Admin admin = Admin.create(client)) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .get(0)
                    .leader()
                    .id();
        }
    }

    private static void publishUntilConfirmed(KafkaEventBus publisher, List<Message> batch) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                publisher.publish("loans", batch);
                return;
            } catch (BusException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
            }
        }
    }

    private static Set<UUID> ids(List<Message> messages) {
        Set<UUID> ids = new HashSet<>();
        messages.forEach(message -> ids.add(message.id()));
        return ids;
    }

    /** Each key's messages in the order in which they came first. */
    private static Map<String, List<UUID>> firsts(List<Message> messages) {
        Map<String, List<UUID>> firsts = new LinkedHashMap<>();
        Set<UUID> seen = new HashSet<>();
        for (Message message : messages) {
            if (seen.add(message.id())) {
                firsts.computeIfAbsent(message.key(), key -> new ArrayList<>()).add(message.id());
            }
        }
        return firsts;
    }
}
