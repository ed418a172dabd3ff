// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Loans.LOAN;
import static dev.eventsource.otel.Loans.SECRET;
import static dev.eventsource.otel.Loans.event;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;

import dev.eventsource.event.Append;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.Storage;
import dev.eventsource.workflow.OperationPolicy;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TracedOperationsTest {

    @RegisterExtension
    static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

    private static final OperationPolicy QUICK = OperationPolicy.DEFAULT.withRetry(
            RetryPolicy.DEFAULT.withMaxAttempts(3).withFirstDelay(Duration.ofMillis(5)));

    private final EventSourceTelemetry telemetry = EventSourceTelemetry.create(OTEL.getOpenTelemetry());
    private final Storage storage = telemetry.wrap(new InMemoryStorage());
    private final AtomicLong id = new AtomicLong();

    @AfterEach
    void close() {
        storage.close();
    }

    private void submit() {
        id.set(storage.operations()
                .submit(NewOperation.of("card.charge", Payload.of("{\"card\":\"" + SECRET + "\"}"))));
    }

    private void runUntil(OperationState state, OperationRouter router) {
        try (OperationRunner runner = OperationRunner.start(storage, telemetry.wrap(router))) {
            Awaitility.await()
                    .until(() -> storage.operations()
                                    .find(id.get())
                                    .orElseThrow()
                                    .operation()
                                    .state()
                            == state);
        }
    }

    @Test
    void each_attempt_has_a_span_in_the_trace_of_the_submission() {
        Traces.command(OTEL, this::submit);
        runUntil(OperationState.SUCCEEDED, new OperationRouter().on("card.charge", QUICK, context -> {
                    if (context.attempt() == 1) {
                        throw new IllegalStateException(SECRET);
                    }
                }));
        List<SpanData> attempts = Traces.await(OTEL, "attempt card.charge", 2);
        assertThat(attempts)
                .hasSize(2)
                .allSatisfy(span -> assertThat(span).hasKind(SpanKind.CONSUMER).hasParent(Traces.one(OTEL, "command")));
        assertThat(attempts).extracting(SpanData::getStatus).containsExactly(StatusData.error(), StatusData.unset());
        assertThat(attempts.get(1).getAttributes())
                .containsEntry("eventsource.operation.type", "card.charge")
                .containsEntry("eventsource.operation.id", id.get())
                .containsEntry("eventsource.operation.attempt", 2)
                .containsEntry("eventsource.operation.channel", "default")
                .containsEntry("eventsource.outcome", "done")
                .hasSize(5);
        assertThat(OTEL.getSpans())
                .allSatisfy(span -> assertThat(span.toString()).doesNotContain(SECRET));
    }

    @Test
    void what_a_transactional_handler_appends_belongs_to_its_attempt() {
        submit();
        runUntil(
                OperationState.SUCCEEDED,
                new OperationRouter()
                        .transactional(
                                "card.charge",
                                context -> context.storage()
                                        .events()
                                        .append(LOAN, ExpectedVersion.any(), List.of(event("loan-paid-out")))));
        assertThat(Traces.one(OTEL, "append loan")).hasParent(Traces.one(OTEL, "attempt card.charge"));
    }

    @Test
    void what_is_appended_in_the_end_belongs_to_the_attempt_and_carries_its_context() {
        Traces.command(OTEL, this::submit);
        runUntil(OperationState.SUCCEEDED, new OperationRouter().on("card.charge", context -> {
                    context.append(Append.to(LOAN, ExpectedVersion.any(), List.of(event("loan-paid-out"))));
                    context.submit(NewOperation.of("card.receipt", Payload.of("{}")));
                }));
        SpanData append = Traces.one(OTEL, "append loan");
        assertThat(append).hasParent(Traces.one(OTEL, "attempt card.charge"));
        assertThat(storage.events().read(LOAN, 0, 1).get(0).event().metadata().traceparent())
                .hasValueSatisfying(context -> assertThat(context).contains(append.getSpanId()));
        assertThat(storage.operations()
                        .list(OperationStore.Filter.ALL, 10)
                        .get(0)
                        .metadata()
                        .traceparent())
                .hasValueSatisfying(context -> assertThat(context).contains(append.getTraceId()));
    }

    @Test
    void an_attempt_that_waits_for_a_signal_has_not_failed() {
        submit();
        runUntil(OperationState.WAITING, new OperationRouter().on("card.charge", context -> context.await("paid")));
        SpanData attempt = Traces.one(OTEL, "attempt card.charge");
        assertThat(attempt).hasStatus(StatusData.unset());
        assertThat(attempt.getAttributes()).containsEntry("eventsource.outcome", "waiting");
    }
}
