// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaServerTest {

    @Test
    void it_takes_large_records_and_those_who_know_the_password() throws Exception {
        KafkaServer server = KafkaServer.shared();
        assertThat(server.version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
        assertThat(server.bootstrap()).isEqualTo(server.host() + ":" + server.port());
        String large = "x".repeat(10_000_000);
        Topic.at(server.bootstrap()).create();
        Topic.at(server.bootstrap()).send(large);
        Map<String, String> known = server.withPassword(server.user(), server.password());
        assertThat(Topic.at(known, 30_000).read().equals(List.of(large))).isTrue();
        Map<String, String> unknown = server.withPassword(server.user(), "wrong");
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> Topic.at(unknown, 30_000).create())
                .withCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void the_broker_is_not_on_our_class_path() {
        assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> Class.forName("kafka.Kafka"));
    }

    @Test
    void what_was_confirmed_survives_kills_stops_and_pauses() throws Exception {
        try (KafkaServer server = KafkaServer.start()) {
            Topic topic = Topic.at(server.bootstrap());
            topic.create();
            topic.send("one");
            server.kill9();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> Topic.at(topic.settings(), 1_000).send("lost"));
            server.restart();
            topic.send("two");
            server.stop();
            server.restart();
            server.pause();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(topic, "three"));
            assertThat(sending).failsWithin(Duration.ofMillis(500));
            server.resume();
            assertThat(sending).succeedsWithin(Duration.ofSeconds(30));
            assertThat(topic.read()).containsExactly("one", "two", "three");
        }
    }

    private static void send(Topic topic, String text) {
        try {
            topic.send(text);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void it_sends_its_clients_through_the_proxy() throws Exception {
        try (KafkaServer server = KafkaServer.startBehindProxy("message.max.bytes=100000")) {
            Topic topic = Topic.at(server.bootstrap());
            topic.create();
            topic.send("one");
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> topic.send("x".repeat(200_000)));
            server.proxy().stall();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> Topic.at(topic.settings(), 1_000).send("lost"))
                    .withCauseInstanceOf(TimeoutException.class);
            assertThat(Topic.at(server.directBootstrap()).read()).containsExactly("one");
            server.proxy().resume();
            topic.send("two");
            assertThat(topic.read()).contains("one", "two");
        }
    }

    @Test
    void a_line_that_cannot_be_says_so() {
        assertThatIllegalStateException()
                .isThrownBy(() -> KafkaServer.start("message.max.bytes=many"))
                .withMessageContaining("message.max.bytes");
    }

    @Test
    void a_cluster_works_without_one_of_its_nodes() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start()) {
            Topic topic = Topic.at(cluster.bootstrap());
            topic.create();
            topic.send("before");
            cluster.node(1).kill9();
            topic.send("without");
            cluster.node(1).restart();
            cluster.node(2).kill9();
            assertThat(topic.read()).containsExactly("before", "without");
        }
    }
}
