// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Loans.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.ConnectionFactory;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Registration;
import dev.eventsource.kafka.KafkaEventBus;
import dev.eventsource.observe.Observer;
import dev.eventsource.otel.EventSourceTelemetry.Options;
import dev.eventsource.outbox.EventRelay;
import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.rabbitmq.RabbitEventBus;
import dev.eventsource.redis.RedisEventBus;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.KafkaServer;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.servers.RabbitServer;
import dev.eventsource.servers.RedisServer;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Running;
import io.lettuce.core.RedisURI;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a command through PostgreSQL, a relay and a real broker to its consumer. */
class EndToEndTest {

    @RegisterExtension
    final OpenTelemetryExtension otel = OpenTelemetryExtension.create();

    @Test
    void redis_is_on_the_way_of_one_trace() throws Exception {
        RedisURI server = RedisURI.create(RedisServer.shared().url());
        leadsThrough(
                "redis", options -> new RedisEventBus(server, RedisEventBus.Options.DEFAULT.withBus(options)), "redis");
    }

    @Test
    void rabbitmq_is_on_the_way_of_one_trace() throws Exception {
        ConnectionFactory server = new ConnectionFactory();
        server.setUri(RabbitServer.shared().url());
        leadsThrough(
                "rabbitmq",
                options -> new RabbitEventBus(server, RabbitEventBus.Options.DEFAULT.withBus(options)),
                "rabbitmq");
    }

    @Test
    void kafka_is_on_the_way_of_one_trace() throws Exception {
        Map<String, Object> client =
                Map.of("bootstrap.servers", KafkaServer.shared().bootstrap());
        leadsThrough(
                "kafka", options -> new KafkaEventBus(client, KafkaEventBus.Options.DEFAULT.withBus(options)), "kafka");
    }

    /** @param connection that the bus tells of */
    private void leadsThrough(String system, Function<BusOptions, EventBus> broker, String connection)
            throws Exception {
        EventSourceTelemetry telemetry =
                EventSourceTelemetry.create(otel.getOpenTelemetry(), Options.DEFAULT.withBaggage("channel"));
        Observer observer = telemetry.observer();
        Database database = PostgresServer.shared().createDatabase();
        PostgresStorage.migrate(database.dataSource());
        BusOptions options = BusOptions.DEFAULT
                .withPrefix("t" + UUID.randomUUID().toString().substring(0, 8))
                .withPartitions(1)
                .withObserver(observer);
        CompletableFuture<Baggage> arrived = new CompletableFuture<>();
        try (HikariDataSource pool = pool(database);
                Storage storage = telemetry.wrap(
                        new PostgresStorage(pool, PostgresStorage.Options.DEFAULT.withObserver(observer)));
                EventBus bus = telemetry.wrap(broker.apply(options));
                Running running = Running.on(storage, Running.Options.DEFAULT.withObserver(observer));
                Registration pools = telemetry.observe(storage);
                Registration groups = telemetry.observe(bus, "loans");
                Registration subscriptions = telemetry.observe(running::health)) {
            bus.subscribe("loans", Group.named("billing"), message -> arrived.complete(Baggage.current()));
            running.start(EventRelay.to(bus, "loans", "relay", EventQuery.all()));

            Baggage baggage = Baggage.builder()
                    .put("channel", "branch")
                    .put("name", SECRET)
                    .build();
            Traces.command(otel, () -> {
                try (Scope scope = baggage.makeCurrent()) {
                    LoanCommands.on(storage, observer).execute(SECRET, 1000);
                }
            });

            assertThat(arrived.get(30, TimeUnit.SECONDS).asMap())
                    .containsOnlyKeys("channel")
                    .allSatisfy((name, entry) -> assertThat(entry.getValue()).isEqualTo("branch"));
            Traces.one(otel, "process loans");
            Traces.one(otel, "relay relay@1");
            SpanData command = Traces.one(otel, "command");
            assertThat(tree(command, "")).isEqualTo("""
                    command INTERNAL
                      execute loan INTERNAL
                        append loan CLIENT
                          process loans CONSUMER
                          relay relay@1 CONSUMER
                            publish loans PRODUCER
                        load loan INTERNAL
                          read loan CLIENT
                    """);
            assertThat(otel.getSpans())
                    .allSatisfy(span -> assertThat(span.toString()).doesNotContain(SECRET));
            assertThat(Traces.one(otel, "publish loans").getAttributes().get(Conventions.MESSAGING_SYSTEM))
                    .isEqualTo(system);
            await().untilAsserted(() -> assertMetrics(connection));
        } finally {
            database.drop();
        }
    }

    private void assertMetrics(String connection) {
        Map<String, MetricData> metrics = otel.getMetrics().stream()
                .collect(Collectors.toMap(MetricData::getName, Function.identity(), (one, other) -> other));
        assertThat(metrics)
                .containsKeys(
                        "eventsource.append.duration",
                        "eventsource.append.together",
                        "eventsource.append.waiting",
                        "eventsource.read.duration",
                        "eventsource.aggregate.duration",
                        "eventsource.subscription.duration",
                        "eventsource.subscription.handovers",
                        "eventsource.subscription.page.age",
                        "eventsource.subscription.state",
                        "eventsource.bus.publish.duration",
                        "eventsource.bus.process.duration",
                        "eventsource.bus.handovers",
                        "eventsource.bus.lag",
                        "db.client.connection.max");
        assertThat(sum(metrics, "eventsource.bus.published")).isEqualTo(1);
        assertThat(sum(metrics, "eventsource.bus.consumed")).isEqualTo(1);
        assertThat(gauges(metrics, "eventsource.subscription.lag")).containsOnly(0L);
        assertThat(gauges(metrics, "eventsource.bus.lag")).containsOnly(0L);
        assertThat(sum(metrics, "db.client.connection.count")).isPositive();
        assertThat(metrics.get("eventsource.connection.open").getLongGaugeData().getPoints())
                .allSatisfy(point -> assertThat(point.getValue()).isEqualTo(1))
                .extracting(point -> String.valueOf(point.getAttributes().get(Conventions.CONNECTION)))
                .contains("postgresql listener")
                .anyMatch(name -> name.startsWith(connection));
    }

    private static long sum(Map<String, MetricData> metrics, String name) {
        return Objects.requireNonNull(metrics.get(name), name).getLongSumData().getPoints().stream()
                .mapToLong(point -> point.getValue())
                .sum();
    }

    private static List<Long> gauges(Map<String, MetricData> metrics, String name) {
        return Objects.requireNonNull(metrics.get(name), name).getLongGaugeData().getPoints().stream()
                .map(point -> point.getValue())
                .toList();
    }

    private String tree(SpanData root, String indent) {
        return indent + root.getName() + " " + root.getKind() + "\n"
                + otel.getSpans().stream()
                        .filter(span -> span.getParentSpanId().equals(root.getSpanId()))
                        .sorted(Comparator.comparing(SpanData::getName))
                        .map(span -> tree(span, indent + "  "))
                        .collect(Collectors.joining());
    }

    private static HikariDataSource pool(Database database) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(database.dataSource());
        pool.setPoolName("loans");
        return pool;
    }
}
