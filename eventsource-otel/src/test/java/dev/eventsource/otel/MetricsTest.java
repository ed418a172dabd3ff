// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Loans.LOAN;
import static dev.eventsource.otel.Loans.SECRET;
import static dev.eventsource.otel.Loans.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Handler;
import dev.eventsource.inmemory.InMemoryEventBus;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.ConflictException;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MetricsTest {

    @RegisterExtension
    final OpenTelemetryExtension otel = OpenTelemetryExtension.create();

    // The extension forgets what was built before the test begins.
    private EventSourceTelemetry telemetry;
    private Storage storage;
    private EventStore events;
    private EventBus bus;

    @BeforeEach
    void open() {
        telemetry = EventSourceTelemetry.create(otel.getOpenTelemetry());
        storage = telemetry.wrap(new InMemoryStorage());
        events = storage.events();
        bus = telemetry.wrap(new InMemoryEventBus());
    }

    @AfterEach
    void close() {
        bus.close();
        storage.close();
    }

    @Test
    void appends_are_counted_with_how_long_they_took_and_how_large_they_were() {
        events.append(LOAN, ExpectedVersion.noStream(), List.of(event("loan-applied"), event("loan-granted")));
        events.append(LOAN, ExpectedVersion.exactly(2), List.of(event("loan-paid-out")));
        assertThat(points("eventsource.append.duration")).containsExactly(Map.entry("db.system.name=eventsource", 2.0));
        assertThat(sums("eventsource.append.events")).containsExactly(Map.entry("db.system.name=eventsource", 3.0));
    }

    @Test
    void conflicts_are_counted_by_their_kind() {
        EventData first = event("loan-applied");
        events.append(LOAN, ExpectedVersion.noStream(), List.of(first));
        Append unlessAny = Append.to(StreamId.of("loan", "2"), ExpectedVersion.any(), List.of(event("loan-applied")))
                .onlyIf(AppendCondition.nothingMatches(EventQuery.all(), 0));
        for (int times = 0; times < 2; times++) {
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> events.append(LOAN, ExpectedVersion.noStream(), List.of(event("loan-applied"))));
        }
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> events.append(unlessAny));
        assertThatExceptionOfType(DuplicateEventException.class)
                .isThrownBy(() -> events.append(LOAN, ExpectedVersion.any(), List.of(first, event("loan-granted"))));
        assertThat(sums("eventsource.append.conflicts"))
                .containsExactly(
                        Map.entry("db.system.name=eventsource eventsource.conflict=condition", 1.0),
                        Map.entry("db.system.name=eventsource eventsource.conflict=duplicate", 1.0),
                        Map.entry("db.system.name=eventsource eventsource.conflict=version", 2.0));
        assertThat(points("eventsource.append.duration")).hasSize(4);
    }

    @Test
    void reads_are_counted_by_what_they_are_and_how_much_they_found() {
        events.append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied"), event("loan-granted")));
        events.read(LOAN, 0, 10);
        events.readAll(EventQuery.all(), 1, 10);
        assertThat(sums("eventsource.read.events"))
                .containsExactly(
                        Map.entry("db.operation.name=read db.system.name=eventsource", 2.0),
                        Map.entry("db.operation.name=read_all db.system.name=eventsource", 1.0));
        assertThat(points("eventsource.read.duration")).hasSize(2);
    }

    @Test
    void handlers_are_counted_with_their_failures() throws Exception {
        telemetry.<String>wrap("mails", thing -> {}).handle("loan");
        Handler<String> failing = telemetry.wrap("mails", thing -> {
            throw new IllegalStateException(SECRET);
        });
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> failing.handle("loan"));
        assertThat(points("eventsource.handler.duration"))
                .containsExactly(
                        Map.entry(
                                "error.type=java.lang.IllegalStateException eventsource.handler=mails"
                                        + " eventsource.outcome=failed",
                                1.0),
                        Map.entry("eventsource.handler=mails eventsource.outcome=done", 1.0));
        assertThat(sums("eventsource.handler.failures"))
                .containsExactly(
                        Map.entry("error.type=java.lang.IllegalStateException eventsource.handler=mails", 1.0));
    }

    @Test
    void messages_are_counted_by_topic_and_group() {
        bus.subscribe("loans", Group.named("billing"), message -> {
            if (message.event().type().equals("loan-refused")) {
                throw new IllegalStateException(SECRET);
            }
        });
        bus.publish("loans", List.of(Message.of(LOAN, event("loan-granted")), Message.of(LOAN, event("loan-refused"))));
        String topic = "messaging.destination.name=loans";
        Awaitility.await().until(() -> sums("eventsource.bus.failed").size() == 1);
        assertThat(sums("eventsource.bus.published"))
                .containsExactly(Map.entry(topic + " messaging.system=eventsource", 2.0));
        assertThat(sums("eventsource.bus.consumed"))
                .containsExactly(Map.entry(
                        "messaging.consumer.group.name=billing " + topic + " messaging.system=eventsource", 1.0));
        assertThat(sums("eventsource.bus.failed"))
                .containsOnlyKeys("error.type=java.lang.IllegalStateException messaging.consumer.group.name=billing "
                        + topic + " messaging.operation.name=process messaging.system=eventsource");
        bus.close();
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> bus.publish("loans", List.of(Message.of(LOAN, event("loan-granted")))));
        assertThat(sums("eventsource.bus.failed"))
                .containsEntry(
                        "error.type=dev.eventsource.bus.BusException " + topic
                                + " messaging.operation.name=publish messaging.system=eventsource",
                        1.0);
    }

    @Test
    void gauges_tell_how_subscriptions_and_operations_are_doing() throws Exception {
        storage.operations().submit(NewOperation.of("card.charge", Payload.of("{}")));
        try (Running running = Running.on(storage);
                Registration gauges = telemetry.observe(running::health)) {
            var mails =
                    running.start(Subscription.of("mails", EventQuery.all(), Delivery.atLeastOnce(delivered -> {})));
            events.append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied")));
            assertThat(mails.await(1, Duration.ofSeconds(10))).isTrue();
            Awaitility.await()
                    .until(() -> gauge("eventsource.subscription.lag")
                            .equals(Map.of("eventsource.subscription=mails@1", 0.0)));
            assertThat(gauge("eventsource.subscription.status")).containsEntry("eventsource.subscription=mails@1", 0.0);
            assertThat(gauge("eventsource.subscription.dead_letters")).hasSize(1);
            assertThat(gauge("eventsource.operation.count"))
                    .containsExactly(Map.entry(
                            "eventsource.operation.channel=default eventsource.operation.state=pending", 1.0));
        }
        assertThat(gauge("eventsource.subscription.lag")).isEmpty();
    }

    /** How often it was measured, by attributes. */
    private Map<String, Double> points(String metric) {
        return byAttributes(
                metric,
                data -> data.getHistogramData().getPoints().stream()
                        .collect(Collectors.toMap(MetricsTest::attributes, point -> (double) point.getCount())));
    }

    private Map<String, Double> sums(String metric) {
        return byAttributes(metric, data -> switch (data.getType()) {
            case HISTOGRAM ->
                data.getHistogramData().getPoints().stream()
                        .collect(Collectors.toMap(MetricsTest::attributes, point -> point.getSum()));
            default ->
                data.getLongSumData().getPoints().stream()
                        .collect(Collectors.toMap(MetricsTest::attributes, point -> (double) point.getValue()));
        });
    }

    private Map<String, Double> gauge(String metric) {
        return byAttributes(
                metric,
                data -> data.getLongGaugeData().getPoints().stream()
                        .collect(Collectors.toMap(MetricsTest::attributes, point -> (double) point.getValue())));
    }

    private Map<String, Double> byAttributes(String metric, Function<MetricData, Map<String, Double>> values) {
        return otel.getMetrics().stream()
                .filter(data -> data.getName().equals(metric))
                .findFirst()
                .map(values)
                .<Map<String, Double>>map(TreeMap::new)
                .orElseGet(TreeMap::new);
    }

    private static String attributes(PointData point) {
        return point.getAttributes().asMap().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(AttributeKey::getKey)))
                .map(entry -> entry.getKey().getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
