// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Loans.LOAN;
import static dev.eventsource.otel.Loans.SECRET;
import static dev.eventsource.otel.Loans.event;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.StreamId;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.VersionConflictException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TracedEventsTest {

    @RegisterExtension
    static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

    private final InMemoryStorage plain = new InMemoryStorage();
    private final Storage storage =
            EventSourceTelemetry.create(OTEL.getOpenTelemetry()).wrap(plain);
    private final EventStore events = storage.events();

    @Test
    void an_append_has_a_span_that_says_what_was_stored_where() {
        events.append(LOAN, ExpectedVersion.noStream(), List.of(event("loan-applied"), event("loan-granted")));
        assertThat(span())
                .hasName("append loan")
                .hasKind(SpanKind.INTERNAL)
                .hasNoParent()
                .hasStatus(StatusData.unset())
                .satisfies(span -> assertThat(span.getAttributes())
                        .containsEntry("db.system.name", "eventsource")
                        .containsEntry("db.operation.name", "append")
                        .containsEntry("eventsource.category", "loan")
                        .containsEntry("eventsource.events", 2)
                        .containsEntry("eventsource.position.first", 1)
                        .containsEntry("eventsource.position.last", 2)
                        .containsEntryWithStringValuesOf(
                                "eventsource.event.types", List.of("loan-applied", "loan-granted"))
                        .hasSize(7));
    }

    @Test
    void an_append_to_streams_of_several_categories_names_none() {
        events.append(Append.to(LOAN, ExpectedVersion.any(), List.of(event("loan-granted")))
                .and(StreamId.of("account", "1"), ExpectedVersion.any(), List.of(event("account-opened"))));
        assertThat(span()).hasName("append");
        assertThat(span().getAttributes()).containsEntry("eventsource.events", 2);
    }

    @Test
    void a_refused_append_passes_its_exception_and_tells_only_its_class() {
        events.append(LOAN, ExpectedVersion.noStream(), List.of(event("loan-applied")));
        OTEL.clearSpans();
        assertThatExceptionOfType(VersionConflictException.class)
                .isThrownBy(() -> events.append(LOAN, ExpectedVersion.noStream(), List.of(event("loan-applied"))))
                .withMessageContaining(SECRET);
        assertThat(span()).hasName("append loan").hasStatus(StatusData.error()).hasEvents(List.of());
        assertThat(span().getAttributes())
                .containsEntry("error.type", "dev.eventsource.store.VersionConflictException");
    }

    @Test
    void an_append_that_is_not_waited_for_has_a_span_until_it_is_done() {
        events.appendAsync(Append.to(LOAN, ExpectedVersion.noStream(), List.of(event("loan-applied"))))
                .join();
        Awaitility.await().until(() -> !OTEL.getSpans().isEmpty());
        assertThat(span()).hasName("append loan");
        assertThat(span().getAttributes()).containsEntry("eventsource.position.last", 1);
    }

    @Test
    void reads_have_spans_that_say_how_much_was_found() {
        plain.events().append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied"), event("loan-granted")));
        events.read(LOAN, 0, 10);
        events.readBackwards(LOAN, Long.MAX_VALUE, 1);
        events.readAll(EventQuery.all(), 1, 10);
        events.find(UUID.randomUUID());
        assertThat(OTEL.getSpans())
                .extracting(SpanData::getName)
                .containsExactly("read loan", "read_backwards loan", "read_all", "find");
        assertThat(OTEL.getSpans())
                .extracting(span -> span.getAttributes().get(Conventions.EVENTS))
                .containsExactly(2L, 1L, 1L, 0L);
        assertThat(OTEL.getSpans().get(2).getAttributes())
                .containsEntry("eventsource.position.after", 1)
                .containsEntry("eventsource.position.last", 2);
    }

    @Test
    void views_and_transactions_are_seen_too_and_name_their_tenant() {
        storage.forTenant("acme").atomically(tx -> {
            tx.events().append(LOAN, ExpectedVersion.noStream(), List.of(event("loan-applied")));
            return tx.forTenant("acme").events().read(LOAN, 0, 10);
        });
        assertThat(OTEL.getSpans()).extracting(SpanData::getName).containsExactly("append loan", "read loan");
        assertThat(OTEL.getSpans())
                .allSatisfy(span -> assertThat(span.getAttributes()).containsEntry("eventsource.tenant", "acme"));
    }

    @Test
    void events_appended_in_the_course_of_a_trace_carry_the_context_of_their_append() {
        inSpan(() -> events.append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied"), event("loan-granted"))));
        SpanData append = OTEL.getSpans().get(0);
        assertThat(append).hasName("append loan").hasParent(OTEL.getSpans().get(1));
        assertThat(events.read(LOAN, 0, 10))
                .extracting(
                        recorded -> recorded.event().metadata().traceparent().orElseThrow())
                .hasSize(2)
                .allSatisfy(context ->
                        assertThat(context).startsWith("00-" + append.getTraceId() + "-" + append.getSpanId() + "-"));
    }

    @Test
    void of_baggage_only_what_is_allowed_goes_with_events() {
        Storage carrying = EventSourceTelemetry.create(
                        OTEL.getOpenTelemetry(), EventSourceTelemetry.Options.DEFAULT.withBaggage("channel"))
                .wrap(plain);
        inSpan(() -> {
            Baggage baggage = Baggage.builder()
                    .put("channel", "branch, online")
                    .put("name", SECRET)
                    .build();
            try (Scope scope = baggage.makeCurrent()) {
                carrying.events().append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied")));
                events.append(LOAN, ExpectedVersion.any(), List.of(event("loan-granted")));
            }
        });
        assertThat(metadata().entries())
                .containsEntry("baggage", "channel=branch%2C%20online")
                .containsKey("traceparent");
        assertThat(plain.events().read(LOAN, 1, 10).get(0).event().metadata().entries())
                .containsOnlyKeys("traceparent");
    }

    @Test
    void events_keep_a_context_that_they_have() {
        String earlier = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        EventData traced = event("loan-applied").withMetadata(Metadata.none().withTraceparent(earlier));
        inSpan(() -> events.append(LOAN, ExpectedVersion.any(), List.of(traced)));
        assertThat(metadata()).isEqualTo(traced.metadata());
    }

    @Test
    void events_get_no_context_where_nobody_traces() {
        events.append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied")));
        assertThat(metadata()).isEqualTo(Metadata.none());
    }

    @Test
    void metadata_that_is_full_remains_as_it_is() {
        EventData full = event("loan-applied")
                .withMetadata(Metadata.none().with("note", "x".repeat(Metadata.MAX_BYTES - "note".length())));
        inSpan(() -> events.append(LOAN, ExpectedVersion.any(), List.of(full)));
        assertThat(metadata()).isEqualTo(full.metadata());
    }

    @Test
    void without_an_sdk_the_context_of_the_caller_goes_on() {
        SpanContext remote = SpanContext.createFromRemoteParent(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.builder().put("vendor", "1").build());
        Storage silent = EventSourceTelemetry.create(OpenTelemetry.noop()).wrap(plain);
        try (Scope scope = Span.wrap(remote).makeCurrent()) {
            silent.events().append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied")));
        }
        assertThat(metadata().entries())
                .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .containsEntry("tracestate", "vendor=1");
    }

    @Test
    void no_payload_and_no_key_is_in_any_span() {
        inSpan(() -> events.append(LOAN, ExpectedVersion.noStream(), List.of(event("loan-applied"))));
        events.read(LOAN, 0, 10);
        events.readAll(EventQuery.all(), 0, 10);
        assertThatExceptionOfType(VersionConflictException.class)
                .isThrownBy(() -> events.append(LOAN, ExpectedVersion.noStream(), List.of(event("a"))));
        assertThat(OTEL.getSpans())
                .hasSize(5)
                .allSatisfy(span -> assertThat(span.toString()).doesNotContain(SECRET));
    }

    @Test
    void the_storage_behind_can_still_be_found() {
        assertThat(storage.unwrap(Storage.class)).containsSame(storage);
        assertThat(storage.unwrap(InMemoryStorage.class)).containsSame(plain);
        assertThat(storage.forTenant("acme").unwrap(InMemoryStorage.class)).isEmpty();
    }

    private Metadata metadata() {
        return plain.events().read(LOAN, 0, 10).get(0).event().metadata();
    }

    private static void inSpan(Runnable work) {
        Traces.command(OTEL, work);
    }

    private static SpanData span() {
        assertThat(OTEL.getSpans()).hasSize(1);
        return OTEL.getSpans().get(0);
    }
}
