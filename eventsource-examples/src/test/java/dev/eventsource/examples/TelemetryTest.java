// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.inmemory.InMemoryEventBus;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.observe.Observer;
import dev.eventsource.otel.EventSourceTelemetry;
import dev.eventsource.outbox.EventRelay;
import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/how-to/telemetry.md. */
class TelemetryTest {

    @RegisterExtension
    static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Test
    void one_trace_leads_from_the_request_to_the_mail_and_the_bill() {
        OpenTelemetry openTelemetry = OTEL.getOpenTelemetry();
        Storage database = new InMemoryStorage();
        EventBus broker = new InMemoryEventBus();
        // DOC wrap begin
        EventSourceTelemetry telemetry = EventSourceTelemetry.create(openTelemetry);
        Storage storage = telemetry.wrap(database);
        EventBus bus = telemetry.wrap(broker);
        Handler<Delivered> mails = telemetry.wrap("mails", this::mail);
        // DOC wrap end

        // DOC observe begin
        Observer observer = telemetry.observer();
        PostgresStorage.Options storages = PostgresStorage.Options.DEFAULT.withObserver(observer); // appends, listener
        BusOptions buses = BusOptions.DEFAULT.withObserver(observer); // parts, retries, dead letters, connections
        Aggregates.Options aggregates = Aggregates.Options.DEFAULT.withObserver(observer); // load, execute, snapshots
        Running.Options subscriptions = Running.Options.DEFAULT.withObserver(observer); // pages, relays, partitions
        // DOC observe end
        assertThat(List.of(storages.observer(), buses.observer(), aggregates.observer()))
                .containsOnly(observer);

        // DOC run begin
        Running running = Running.on(storage, subscriptions);
        running.start(Subscription.of("mails", EventQuery.all(), Delivery.atLeastOnce(mails)));
        running.start(EventRelay.to(bus, "loans", "relay", EventQuery.all()));
        bus.subscribe("loans", Group.named("billing"), message -> bill(message.recorded()));
        Registration gauges = telemetry.observe(running::health); // lag, state, dead letters, operations
        Registration pool = telemetry.observe(storage); // HikariCP
        Registration groups = telemetry.observe(bus, "loans"); // lag and dead letters of its groups
        // DOC run end

        Span request = openTelemetry.getTracer("web").spanBuilder("POST /loans").startSpan();
        try (Scope scope = request.makeCurrent()) {
            StreamId loan = StreamId.of("loan", "173688");
            EventData applied =
                    EventData.of(EventIds.next(), "loan-applied", Instant.now(), Payload.of("{\"amount\":5000}"));
            storage.events().append(loan, ExpectedVersion.noStream(), List.of(applied));
        } finally {
            request.end();
        }
        await().until(() -> OTEL.getSpans().stream()
                .map(SpanData::getName)
                .toList()
                .containsAll(List.of("POST /loans", "append loan", "process mails", "publish loans", "process loans")));
        assertThat(OTEL.getSpans())
                .filteredOn(span ->
                        span.getName().endsWith(" loans") || span.getName().endsWith(" mails"))
                .extracting(SpanData::getTraceId)
                .containsOnly(request.getSpanContext().getTraceId());
        assertThat(sent).containsExactlyInAnyOrder("mail about loan-applied", "bill for loan-applied");
        assertThat(OTEL.getMetrics()).extracting(metric -> metric.getName()).contains("eventsource.subscription.lag");
        gauges.close();
        pool.close();
        groups.close();
        running.close();
        bus.close();
        storage.close();
    }

    private void mail(Delivered delivered) {
        sent.add("mail about " + delivered.recorded().event().type());
    }

    private void bill(RecordedEvent recorded) {
        sent.add("bill for " + recorded.event().type());
    }

    @Test
    void the_page_has_the_code_of_this_test() throws Exception {
        Page.howTo("telemetry.md").hasTheCodeOf("TelemetryTest.java");
    }
}
