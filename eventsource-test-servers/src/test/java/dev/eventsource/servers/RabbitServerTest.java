// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RabbitServerTest {

    private static final String QUEUE = "loans";

    @Test
    void a_client_gets_in_by_the_url() throws Exception {
        RabbitServer server = RabbitServer.shared();
        assertThat(server.version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(server.url());
        assertThat(factory.getVirtualHost()).isEqualTo(server.vhost()).isEqualTo("/");
        try (Connection connection = factory.newConnection()) {
            assertThat(connection.getServerProperties().get("version")).hasToString(server.version());
        }
    }

    @Test
    void a_wrong_password_is_refused() {
        ConnectionFactory factory = at(RabbitServer.shared());
        factory.setPassword("wrong");
        assertThatExceptionOfType(AuthenticationFailureException.class).isThrownBy(factory::newConnection);
    }

    @Test
    void a_virtual_host_is_new_and_open() throws Exception {
        ConnectionFactory factory = at(RabbitServer.shared());
        factory.setVirtualHost("no such");
        assertThatExceptionOfType(IOException.class).isThrownBy(factory::newConnection);
        factory.setVirtualHost(RabbitServer.shared().createVhost());
        try (Connection connection = factory.newConnection()) {
            assertThatCode(() -> connection.createChannel().queueDeclare(QUEUE, true, false, false, null))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void what_was_confirmed_survives_kills_and_stops() throws Exception {
        try (RabbitServer server = RabbitServer.start()) {
            publish(server, "one");
            server.rabbitmqctl("eval", "mnesia:sync_log().");
            server.kill9();
            assertThatExceptionOfType(IOException.class).isThrownBy(at(server)::newConnection);
            server.restart();
            publish(server, "two");
            server.stop();
            assertThatExceptionOfType(IOException.class).isThrownBy(at(server)::newConnection);
            server.restart();
            assertThat(take(server)).isEqualTo("one");
            assertThat(take(server)).isEqualTo("two");
        }
    }

    @Test
    void a_paused_server_confirms_when_it_resumes() throws Exception {
        try (RabbitServer server = RabbitServer.start("consumer_timeout = 7654321")) {
            assertThat(server.rabbitmqctl("eval", "application:get_env(rabbit, consumer_timeout)."))
                    .contains("7654321");
            try (Connection connection = at(server).newConnection();
                    Channel channel = open(connection)) {
                server.pause();
                CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> publish(channel, "one"));
                assertThat(publishing).failsWithin(Duration.ofMillis(500));
                server.resume();
                assertThat(publishing).succeedsWithin(Duration.ofSeconds(30));
            }
            assertThat(take(server)).isEqualTo("one");
        }
    }

    @Test
    void it_can_be_behind_a_proxy() throws Exception {
        RabbitServer server = RabbitServer.shared();
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            ConnectionFactory factory = at(server);
            factory.setHost("127.0.0.1");
            factory.setPort(proxy.port());
            factory.setAutomaticRecoveryEnabled(false);
            Connection connection = factory.newConnection();
            CompletableFuture<Void> ended = new CompletableFuture<>();
            connection.addShutdownListener(cause -> ended.complete(null));
            proxy.cut();
            assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void a_line_that_cannot_be_says_so() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RabbitServer.start("consumer_timeout = long"))
                .withMessageContaining("consumer_timeout");
    }

    private static ConnectionFactory at(RabbitServer server) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(server.host());
        factory.setPort(server.port());
        factory.setUsername(server.user());
        factory.setPassword(server.password());
        return factory;
    }

    private static Channel open(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        channel.queueDeclare(QUEUE, true, false, false, null);
        channel.confirmSelect();
        return channel;
    }

    private static void publish(RabbitServer server, String text) throws Exception {
        try (Connection connection = at(server).newConnection();
                Channel channel = open(connection)) {
            publish(channel, text);
        }
    }

    private static void publish(Channel channel, String text) {
        try {
            channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_BASIC, text.getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(60));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String take(RabbitServer server) throws Exception {
        try (Connection connection = at(server).newConnection();
                Channel channel = open(connection)) {
            GetResponse message = channel.basicGet(QUEUE, true);
            assertThat(message).isNotNull();
            return new String(message.getBody(), StandardCharsets.UTF_8);
        }
    }
}
