// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Loans.LOAN;
import static dev.eventsource.otel.Loans.SECRET;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.otel.EventSourceTelemetry.Options;
import dev.eventsource.subscription.Batch;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TracedHandlerTest {

    @RegisterExtension
    static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

    private static final Instant RECORDED = Instant.parse("2026-03-01T10:00:00Z");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private final EventSourceTelemetry telemetry = at(RECORDED.plusSeconds(1));
    private final InMemoryStorage storage = new InMemoryStorage();

    private static EventSourceTelemetry at(Instant now) {
        return EventSourceTelemetry.create(
                OTEL.getOpenTelemetry(),
                Options.DEFAULT.withSameTrace(Duration.ofHours(1)).withClock(Clock.fixed(now, ZoneOffset.UTC)));
    }

    private static RecordedEvent recorded(long position, String trace) {
        EventData event = Loans.event("loan-granted");
        return new RecordedEvent(
                position,
                LOAN,
                position,
                RECORDED,
                trace.isEmpty()
                        ? event
                        : event.withMetadata(Metadata.none().withTraceparent("00-" + trace + "-" + SPAN + "-01")));
    }

    private Delivered delivered(String trace) {
        return new Delivered(recorded(7, trace), storage);
    }

    @Test
    void the_span_of_an_event_says_which_one_it_is_and_who_handles_it() throws Exception {
        List<Span> inside = new ArrayList<>();
        Delivered event = delivered(TRACE);
        telemetry
                .<Delivered>wrap("mails", delivered -> inside.add(Span.current()))
                .handle(event);
        assertThat(span()).hasName("process mails").hasKind(SpanKind.CONSUMER).hasStatus(StatusData.unset());
        assertThat(span().getAttributes())
                .containsEntry("messaging.system", "eventsource")
                .containsEntry("messaging.operation.name", "process")
                .containsEntry("messaging.operation.type", "process")
                .containsEntry(
                        "messaging.message.id", event.recorded().event().id().toString())
                .containsEntry("eventsource.handler", "mails")
                .containsEntry("eventsource.category", "loan")
                .containsEntry("eventsource.position.first", 7)
                .containsEntry("eventsource.position.last", 7)
                .containsEntry("eventsource.outcome", "done")
                .containsEntryWithStringValuesOf("eventsource.event.types", List.of("loan-granted"))
                .hasSize(10);
        assertThat(inside)
                .singleElement()
                .satisfies(span -> assertThat(span.getSpanContext().getSpanId()).isEqualTo(span().getSpanId()));
    }

    @Test
    void what_is_done_soon_is_part_of_the_trace_in_which_the_event_was_appended() throws Exception {
        telemetry.<Delivered>wrap("mails", delivered -> {}).handle(delivered(TRACE));
        assertThat(span()).hasTraceId(TRACE).hasParentSpanId(SPAN).hasLinks(List.of());
    }

    @Test
    void a_replay_long_after_is_a_trace_of_its_own_that_is_linked() throws Exception {
        at(RECORDED.plus(Duration.ofHours(2)))
                .<Delivered>wrap("mails", delivered -> {})
                .handle(delivered(TRACE));
        assertThat(span()).hasNoParent();
        assertThat(span().getTraceId()).isNotEqualTo(TRACE);
        assertThat(linked()).containsExactly(TRACE);
    }

    @Test
    void in_the_course_of_another_trace_it_is_part_of_that_and_linked() {
        Handler<Delivered> handler = telemetry.wrap("mails", delivered -> {});
        Traces.command(OTEL, () -> {
            try {
                handler.handle(delivered(TRACE));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(span()).hasParent(OTEL.getSpans().get(1));
        assertThat(linked()).containsExactly(TRACE);
    }

    @Test
    void a_batch_of_one_trace_is_part_of_it_and_one_of_several_is_linked_to_each_once() throws Exception {
        String other = "1af7651916cd43dd8448eb211c80319d";
        Handler<Batch> handler = telemetry.wrap("mails", batch -> {});
        handler.handle(new Batch(List.of(recorded(1, TRACE), recorded(2, TRACE)), storage));
        assertThat(span()).hasTraceId(TRACE).hasParentSpanId(SPAN);
        assertThat(span().getAttributes())
                .containsEntry("messaging.batch.message_count", 2)
                .containsEntry("eventsource.position.first", 1)
                .containsEntry("eventsource.position.last", 2);
        OTEL.clearSpans();
        handler.handle(new Batch(
                List.of(recorded(1, TRACE), recorded(2, other), recorded(3, TRACE), recorded(4, "")), storage));
        assertThat(span()).hasNoParent();
        assertThat(linked()).containsExactly(TRACE, other);
    }

    @Test
    void an_event_without_a_trace_or_with_a_broken_one_begins_one() throws Exception {
        Handler<RecordedEvent> handler = telemetry.wrap("mails", event -> {});
        handler.handle(recorded(1, ""));
        handler.handle(recorded(2, "nonsense"));
        assertThat(OTEL.getSpans())
                .hasSize(2)
                .allSatisfy(span -> assertThat(span).hasNoParent().hasLinks(List.of()));
    }

    @Test
    void what_is_no_event_has_a_span_of_no_messaging() throws Exception {
        telemetry.<String>wrap("names", name -> {}).handle(SECRET);
        assertThat(span()).hasName("process names").hasKind(SpanKind.INTERNAL);
        assertThat(span().getAttributes())
                .containsEntry("eventsource.handler", "names")
                .containsEntry("eventsource.outcome", "done")
                .hasSize(2);
    }

    @Test
    void a_failure_passes_as_it_is_and_only_its_class_is_told() {
        IllegalStateException failure = new IllegalStateException(SECRET);
        Handler<Delivered> failing = telemetry.wrap("mails", delivered -> {
            throw failure;
        });
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> failing.handle(delivered(TRACE)))
                .isSameAs(failure);
        assertThat(span()).hasStatus(StatusData.error()).hasEvents(List.of());
        assertThat(span().getAttributes())
                .containsEntry("error.type", "java.lang.IllegalStateException")
                .containsEntry("eventsource.outcome", "failed");
        assertThat(span().toString()).doesNotContain(SECRET);
    }

    @Test
    void an_interrupt_is_no_failure() {
        Handler<Delivered> interrupted = telemetry.wrap("mails", delivered -> {
            throw new InterruptedException();
        });
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> interrupted.handle(delivered("")));
        assertThat(span()).hasStatus(StatusData.unset());
        assertThat(span().getAttributes()).containsEntry("eventsource.outcome", "interrupted");
    }

    private static SpanData span() {
        return OTEL.getSpans().get(0);
    }

    private static List<String> linked() {
        return span().getLinks().stream()
                .map(LinkData::getSpanContext)
                .map(context -> context.getTraceId())
                .toList();
    }
}
