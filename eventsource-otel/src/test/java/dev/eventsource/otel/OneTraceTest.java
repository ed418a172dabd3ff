// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Loans.LOAN;
import static dev.eventsource.otel.Loans.SECRET;
import static dev.eventsource.otel.Loans.event;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;

import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.inmemory.InMemoryEventBus;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.outbox.EventRelay;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the command through log and bus to every handler. */
class OneTraceTest {

    @RegisterExtension
    static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

    private final EventSourceTelemetry telemetry = EventSourceTelemetry.create(OTEL.getOpenTelemetry());
    private final Storage storage = telemetry.wrap(new InMemoryStorage());
    private final EventBus bus = telemetry.wrap(new InMemoryEventBus());
    private final Running running = Running.on(storage);

    @AfterEach
    void close() {
        running.close();
        bus.close();
        storage.close();
    }

    @Test
    void one_trace_leads_from_the_command_through_log_and_bus_to_every_handler() {
        Handler<Delivered> mails = telemetry.wrap("mails", delivered -> {});
        bus.subscribe("loans", Group.named("billing"), message -> {});
        running.start(Subscription.of("mails", EventQuery.all(), Delivery.atLeastOnce(mails)));
        running.start(EventRelay.to(bus, "loans", "relay", EventQuery.all()));

        Traces.command(
                OTEL, () -> storage.events().append(LOAN, ExpectedVersion.any(), List.of(event("loan-granted"))));

        SpanData command = Traces.one(OTEL, "command");
        SpanData append = Traces.one(OTEL, "append loan");
        assertThat(append).hasParent(command);
        for (String name : List.of("process mails", "publish loans", "process loans")) {
            assertThat(Traces.one(OTEL, name)).hasTraceId(command.getTraceId()).hasParent(append);
        }
        assertThat(OTEL.getSpans())
                .allSatisfy(span -> assertThat(span.toString()).doesNotContain(SECRET));
    }
}
