// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.PublishException;
import dev.eventsource.bus.RefusedForGoodException;
import dev.eventsource.servers.KafkaServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Brokers that cannot be reached, that refuse, that are silent. */
class KafkaFailureTest {

    private final BusOptions options = Loans.options().withTimeout(Duration.ofSeconds(2));

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Test
    void a_broker_that_cannot_be_reached_is_named_in_time() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        long begun = System.nanoTime();

        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> new KafkaEventBus(
                        TestBroker.client("127.0.0.1:" + closed), KafkaEventBus.Options.DEFAULT.withBus(options)))
                .withMessageContaining("127.0.0.1:" + closed)
                .withMessageContaining("check that it runs");
        assertThat(since(begun)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void a_name_that_nobody_knows_is_said_to_be_wrong() {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> new KafkaEventBus(
                        TestBroker.client("nowhere.invalid:9092"), KafkaEventBus.Options.DEFAULT.withBus(options)))
                .withMessageContaining("nowhere.invalid:9092");
    }

    @Test
    void wrong_credentials_are_refused_in_time_and_never_shown() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka");
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        root.addAppender(logged);
        kafka.setLevel(ch.qos.logback.classic.Level.INFO);
        long begun = System.nanoTime();
        try {
            KafkaServer server = TestBroker.server();
            Map<String, Object> wrong = new HashMap<>(server.withPassword(server.user(), "pass-17-word"));

            BusException refused = catchThrowableOfType(
                    BusException.class, () -> new KafkaEventBus(wrong, KafkaEventBus.Options.DEFAULT.withBus(options)));

            assertThat(refused)
                    .hasMessageContaining(String.valueOf(wrong.get("bootstrap.servers")))
                    .hasMessageContaining("check user, password");
            StringWriter all = new StringWriter();
            refused.printStackTrace(new PrintWriter(all));
            logged.list.forEach(event -> all.append(event.getFormattedMessage()));
            assertThat(logged.list).isNotEmpty();
            assertThat(all.toString()).doesNotContain("pass-17-word");
            assertThat(since(begun)).isLessThan(Duration.ofSeconds(5));
        } finally {
            kafka.setLevel(null);
            kafka.setLevel(ch.qos.logback.classic.Level.ERROR);
            root.detachAppender(logged);
        }
    }

    @Test
    void those_who_know_the_password_come_in() {
        KafkaServer server = TestBroker.server();
        Map<String, Object> right = new HashMap<>(server.withPassword(server.user(), server.password()));
        right.putAll(Map.of("session.timeout.ms", 2_000, "heartbeat.interval.ms", 200));
        List<Message> received = new CopyOnWriteArrayList<>();
        try (KafkaEventBus bus = new KafkaEventBus(right, KafkaEventBus.Options.DEFAULT.withBus(Loans.options()))) {
            bus.subscribe("loans", Group.named("billing"), received::add);
            bus.publish("loans", List.of(Loans.event(1, 1)));
            Loans.eventually().until(() -> received.size() == 1);
        }
    }

    @Test
    void what_a_silent_broker_does_not_confirm_is_named_and_can_be_published_again() {
        KafkaServer server = TestBroker.server();
        List<Message> received = new CopyOnWriteArrayList<>();
        try (KafkaEventBus bus = TestBroker.bus(options)) {
            bus.subscribe("loans", Group.named("billing"), received::add);
            bus.publish("loans", List.of(Loans.event(1, 1)));
            List<Message> lost = List.of(Loans.event(1, 2), Loans.event(1, 3));
            server.pause();
            try {
                long begun = System.nanoTime();
                PublishException unknown =
                        catchThrowableOfType(PublishException.class, () -> bus.publish("loans", lost));
                assertThat(since(begun)).isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(5));
                assertThat(unknown.unconfirmed())
                        .containsExactly(lost.get(0).id(), lost.get(1).id());
                assertThat(unknown)
                        .hasMessageContaining("2 of 2")
                        .hasMessageContaining(server.bootstrap())
                        .hasMessageContaining("again, in the same order");
                begun = System.nanoTime();
                assertThat(bus.trouble())
                        .hasValueSatisfying(trouble -> assertThat(trouble).contains(server.bootstrap()));
                assertThat(since(begun)).isLessThan(Duration.ofSeconds(4));
            } finally {
                server.resume();
            }
            // who has stood still may not keep up with the short time-out at once
            Loans.eventually()
                    .ignoreExceptionsInstanceOf(PublishException.class)
                    .until(() -> {
                        bus.publish("loans", lost);
                        return true;
                    });
            Loans.eventually()
                    .until(() -> received.stream().map(Message::id).distinct().count() == 3);
            assertThat(received.stream().map(Message::version).distinct()).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void closing_at_a_silent_broker_takes_no_longer_than_the_time_out() {
        KafkaServer server = TestBroker.server();
        KafkaEventBus bus = TestBroker.bus(options);
        bus.subscribe("loans", Group.named("billing"), message -> {});
        bus.publish("loans", List.of(Loans.event(1, 1)));
        server.pause();
        try {
            long begun = System.nanoTime();
            bus.close();
            assertThat(since(begun)).isLessThan(Duration.ofSeconds(6));
        } finally {
            server.resume();
        }
    }

    /** A record that the broker refuses for good must not be overtaken by later ones of its key. */
    @Test
    void what_follows_a_refused_record_is_not_stored() throws Exception {
        try (KafkaEventBus bus = TestBroker.bus(options.withPartitions(1).withTimeout(Duration.ofSeconds(20)));
                Admin admin = Raw.admin()) {
            Message first = Loans.event(1, 1);
            bus.publish("loans", List.of(first));
            String topic = options.prefix() + "--loans";
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "20000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            Message large = Loans.event(1, 2, "\"" + "x".repeat(100_000) + "\"");
            for (int round = 0; round < 5; round++) {
                Message next = Loans.event(1, 3);
                assertThatExceptionOfType(RefusedForGoodException.class)
                        .isThrownBy(() -> bus.publish("loans", List.of(large, next, Loans.event(1, 4))))
                        .withMessageContainingAll("one of 3", "RecordTooLarge", "3 of them are not confirmed");
            }
            assertThat(Raw.read(topic))
                    .extracting(record -> Raw.headers(record).get("ce_version"))
                    .containsOnly("1");
            bus.publish("loans", List.of(Loans.event(1, 2)));
            assertThat(Raw.read(topic)).hasSize(2);
        }
    }

    @Test
    void an_interrupted_publisher_does_not_know_and_says_so() throws Exception {
        KafkaServer server = TestBroker.server();
        try (KafkaEventBus bus = TestBroker.bus(options.withTimeout(Duration.ofSeconds(20)))) {
            bus.publish("loans", List.of(Loans.event(1, 1)));
            Message message = Loans.event(1, 2);
            CountDownLatch begun = new CountDownLatch(1);
            List<Throwable> thrown = new CopyOnWriteArrayList<>();
            server.pause();
            try {
                Thread publishing = new Thread(() -> {
                    begun.countDown();
                    try {
                        bus.publish("loans", List.of(message));
                    } catch (BusException e) {
                        thrown.add(e);
                    }
                });
                publishing.start();
                begun.await();
                publishing.join(200);
                publishing.interrupt();
                publishing.join(10_000);
            } finally {
                server.resume();
            }
            assertThat(thrown).hasSize(1);
            assertThat(thrown.get(0)).isInstanceOf(BusException.class);
            bus.publish("loans", List.of(message));
        }
    }
}
