// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.ConnectionFactory;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.event.Registration;
import dev.eventsource.kafka.KafkaEventBus;
import dev.eventsource.observe.Observer;
import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.rabbitmq.RabbitEventBus;
import dev.eventsource.redis.RedisEventBus;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.FaultProxy;
import dev.eventsource.servers.KafkaServer;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.servers.RabbitServer;
import dev.eventsource.servers.RedisServer;
import dev.eventsource.servers.TestServer;
import io.lettuce.core.RedisURI;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections to real servers that are lost, and come back. */
class ConnectionsTest {

    @RegisterExtension
    final OpenTelemetryExtension otel = OpenTelemetryExtension.create();

    private Observer observer = Observer.NONE;

    /** Not before: the extension forgets what was there. */
    @BeforeEach
    void observe() {
        observer = EventSourceTelemetry.create(otel.getOpenTelemetry()).observer();
    }

    @Test
    void postgresql() throws Exception {
        Database database = PostgresServer.shared().createDatabase();
        PostgresStorage.migrate(database.dataSource());
        try (FaultProxy proxy = FaultProxy.to(database.host(), database.port());
                HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(database.through(proxy).dataSource());
            try (PostgresStorage storage =
                            new PostgresStorage(pool, PostgresStorage.Options.DEFAULT.withObserver(observer));
                    Registration listening = storage.events().onAppend(() -> {})) {
                isLostAndFound("postgresql listener", proxy);
            }
        } finally {
            database.drop();
        }
    }

    @Test
    void redis() {
        try (FaultProxy proxy = before(RedisServer.shared())) {
            RedisURI uri = RedisURI.create(RedisServer.shared().url());
            uri.setHost("127.0.0.1");
            uri.setPort(proxy.port());
            try (EventBus bus = new RedisEventBus(uri, RedisEventBus.Options.DEFAULT.withBus(options()))) {
                bus.subscribe("loans", Group.named("billing"), message -> {});
                isLostAndFound("redis in", proxy);
                isForgottenThoughItIsLost(bus, proxy, "redis in", "redis out");
            }
        }
    }

    @Test
    void rabbitmq() throws Exception {
        try (FaultProxy proxy = before(RabbitServer.shared())) {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(RabbitServer.shared().url());
            factory.setHost("127.0.0.1");
            factory.setPort(proxy.port());
            try (EventBus bus = new RabbitEventBus(factory, RabbitEventBus.Options.DEFAULT.withBus(options()))) {
                bus.subscribe("loans", Group.named("billing"), message -> {});
                isLostAndFound("rabbitmq in", proxy);
                isForgottenThoughItIsLost(bus, proxy, "rabbitmq in", "rabbitmq out");
            }
        }
    }

    @Test
    void kafka() {
        try (KafkaServer server = KafkaServer.startBehindProxy();
                EventBus bus = new KafkaEventBus(
                        Map.of("bootstrap.servers", server.bootstrap()),
                        KafkaEventBus.Options.DEFAULT.withBus(options()))) {
            bus.subscribe("loans", Group.named("billing"), message -> {});
            isLostAndFound("kafka in", server.proxy());
            isForgotten(bus, "kafka in");
        }
    }

    private static FaultProxy before(TestServer server) {
        return FaultProxy.to(server.host(), server.port());
    }

    private BusOptions options() {
        return BusOptions.DEFAULT
                .withPrefix("t" + UUID.randomUUID().toString().substring(0, 8))
                .withPartitions(1)
                .withObserver(observer);
    }

    private void isLostAndFound(String connection, FaultProxy proxy) {
        awaitValue(connection, "eventsource.connection.open", 1);
        assertThat(points(connection, "eventsource.connection.reconnects")).isEmpty();
        proxy.refuse(true);
        proxy.cut();
        awaitValue(connection, "eventsource.connection.open", 0);
        proxy.refuse(false);
        awaitValue(connection, "eventsource.connection.open", 1);
        assertThat(points(connection, "eventsource.connection.reconnects"))
                .singleElement()
                .satisfies(point -> assertThat(point.getValue()).isPositive());
    }

    /** Whoever has closed a bus does not want to hear that it is lost. */
    private void isForgottenThoughItIsLost(EventBus bus, FaultProxy proxy, String lost, String other) {
        proxy.refuse(true);
        proxy.cut();
        awaitValue(lost, "eventsource.connection.open", 0);
        isForgotten(bus, lost, other);
    }

    private void isForgotten(EventBus bus, String... connections) {
        for (String connection : connections) {
            assertThat(points(connection, "eventsource.connection.open")).hasSize(1);
        }
        bus.close();
        for (String connection : connections) {
            assertThat(points(connection, "eventsource.connection.open")).isEmpty();
        }
    }

    private void awaitValue(String connection, String metric, long value) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(points(connection, metric))
                        .singleElement()
                        .satisfies(point -> assertThat(point.getValue()).isEqualTo(value)));
    }

    private Stream<LongPointData> points(String connection, String metric) {
        return otel.getMetrics().stream()
                .filter(data -> data.getName().equals(metric))
                .flatMap(ConnectionsTest::points)
                .filter(point -> point.getAttributes().equals(Attributes.of(Conventions.CONNECTION, connection)));
    }

    private static Stream<LongPointData> points(MetricData data) {
        return Stream.concat(data.getLongGaugeData().getPoints().stream(), data.getLongSumData().getPoints().stream());
    }
}
