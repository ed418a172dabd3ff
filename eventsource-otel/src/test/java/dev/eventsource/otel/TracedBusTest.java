// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Loans.LOAN;
import static dev.eventsource.otel.Loans.SECRET;
import static dev.eventsource.otel.Loans.event;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.inmemory.InMemoryEventBus;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TracedBusTest {

    @RegisterExtension
    static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

    private static final String EARLIER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final EventBus bus = EventSourceTelemetry.create(OTEL.getOpenTelemetry())
            .wrap(new InMemoryEventBus(InMemoryEventBus.Options.DEFAULT.withBus(BusOptions.DEFAULT.withRetry(
                    RetryPolicy.DEFAULT.withFirstDelay(Duration.ofMillis(1)).withMaxAttempts(2)))));
    private final List<Message> arrived = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        bus.close();
    }

    private static Message message(String traceparent) {
        EventData event = event("loan-granted");
        return Message.of(
                LOAN,
                traceparent.isEmpty()
                        ? event
                        : event.withMetadata(Metadata.none().withTraceparent(traceparent)));
    }

    @Test
    void publishing_has_a_span_and_so_has_each_message_that_is_handled() {
        bus.subscribe("loans", Group.named("billing"), arrived::add);
        Message first = message("");
        Traces.command(OTEL, () -> bus.publish("loans", List.of(first, message(""))));
        List<SpanData> processed = Traces.await(OTEL, "process loans", 2);
        SpanData publish = Traces.one(OTEL, "publish loans");
        assertThat(publish).hasKind(SpanKind.PRODUCER).hasParent(Traces.one(OTEL, "command"));
        assertThat(publish.getAttributes())
                .containsEntry("messaging.system", "eventsource")
                .containsEntry("messaging.destination.name", "loans")
                .containsEntry("messaging.operation.name", "publish")
                .containsEntry("messaging.operation.type", "send")
                .containsEntry("messaging.batch.message_count", 2)
                .containsEntryWithStringValuesOf("eventsource.event.types", List.of("loan-granted"))
                .hasSize(6);
        assertThat(processed.get(0)).hasKind(SpanKind.CONSUMER).hasParent(publish);
        assertThat(processed.get(0).getAttributes())
                .containsEntry("messaging.system", "eventsource")
                .containsEntry("messaging.destination.name", "loans")
                .containsEntry("messaging.consumer.group.name", "billing")
                .containsEntry("messaging.operation.name", "process")
                .containsEntry("messaging.operation.type", "process")
                .containsEntry("messaging.message.id", first.id().toString())
                .containsEntry("eventsource.category", "loan")
                .containsEntry("eventsource.outcome", "done")
                .containsEntryWithStringValuesOf("eventsource.event.types", List.of("loan-granted"))
                .hasSize(9);
        assertThat(OTEL.getSpans())
                .allSatisfy(span -> assertThat(span.toString()).doesNotContain(SECRET));
    }

    @Test
    void messages_keep_the_trace_they_have_which_the_publisher_takes_part_in() {
        bus.subscribe("loans", Group.named("billing"), arrived::add);
        Message traced = message(EARLIER);
        Message fresh = new Message(traced.stream(), 0, 0, Instant.now(), traced.event());
        bus.publish("loans", List.of(fresh));
        Traces.one(OTEL, "process loans");
        assertThat(arrived).containsExactly(fresh);
        assertThat(OTEL.getSpans())
                .hasSize(2)
                .allSatisfy(span -> assertThat(span)
                        .hasTraceId("0af7651916cd43dd8448eb211c80319c")
                        .hasParentSpanId("b7ad6b7169203331"));
    }

    @Test
    void where_nobody_traces_messages_stay_as_they_are() {
        bus.subscribe("loans", Group.named("billing"), arrived::add);
        Message message = message("");
        bus.publish("loans", List.of(message));
        Traces.one(OTEL, "process loans");
        assertThat(arrived).containsExactly(message);
    }

    @Test
    void each_attempt_of_a_handler_has_a_span() {
        AtomicInteger attempts = new AtomicInteger();
        bus.subscribe("loans", Group.named("billing"), message -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException(SECRET);
            }
        });
        bus.publish("loans", List.of(message("")));
        assertThat(Traces.await(OTEL, "process loans", 2))
                .extracting(SpanData::getStatus)
                .containsExactly(StatusData.error(), StatusData.unset());
    }

    @Test
    void a_publish_that_fails_passes_its_exception() {
        bus.close();
        assertThatExceptionOfType(BusException.class).isThrownBy(() -> bus.publish("loans", List.of(message(""))));
        assertThat(Traces.one(OTEL, "publish loans")).hasStatus(StatusData.error());
    }

    @Test
    void to_publish_nothing_is_nothing_to_see() {
        bus.publish("loans", List.of());
        assertThat(OTEL.getSpans()).isEmpty();
    }
}
