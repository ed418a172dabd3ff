// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Loans.LOAN;
import static dev.eventsource.otel.Loans.SECRET;
import static dev.eventsource.otel.Loans.event;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.Projections;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Running;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the observer makes visible of aggregates and subscriptions. */
class InsideTest {

    @RegisterExtension
    static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

    private final EventSourceTelemetry telemetry = EventSourceTelemetry.create(OTEL.getOpenTelemetry());
    private final Storage storage = telemetry.wrap(new InMemoryStorage());

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void what_a_command_reads_and_appends_is_part_of_its_execution() {
        LoanCommands.on(storage, telemetry.observer()).execute(SECRET, 1000);
        SpanData execute = Traces.one(OTEL, "execute loan");
        assertThat(execute).hasKind(SpanKind.INTERNAL).hasNoParent().hasStatus(StatusData.unset());
        assertThat(execute.getAttributes())
                .containsEntry("eventsource.category", "loan")
                .containsEntry("eventsource.outcome", "done")
                .hasSize(2);
        assertThat(Traces.one(OTEL, "load loan")).hasParent(execute);
        assertThat(Traces.one(OTEL, "read loan")).hasParent(Traces.one(OTEL, "load loan"));
        assertThat(Traces.one(OTEL, "append loan")).hasParent(execute);
    }

    @Test
    void a_rejected_command_is_no_error_and_passes_its_exception() {
        assertThatExceptionOfType(CommandRejectedException.class)
                .isThrownBy(() -> LoanCommands.on(storage, telemetry.observer()).execute(SECRET, 0));
        SpanData execute = Traces.one(OTEL, "execute loan");
        assertThat(execute).hasStatus(StatusData.unset());
        assertThat(execute.getAttributes())
                .containsEntry("eventsource.outcome", "rejected")
                .hasSize(2);
        assertThat(OTEL.getSpans())
                .allSatisfy(span -> assertThat(span.toString()).doesNotContain(SECRET));
    }

    @Test
    void a_projection_is_part_of_the_trace_of_its_event_and_what_it_writes_part_of_it() {
        ReadModel model = ReadModel.named("outcomes").keeping("outcomes");
        Projection outcomes = Projection.of(
                model,
                EventQuery.all(),
                delivered -> delivered
                        .storage()
                        .documents()
                        .put(model.collection("outcomes"), "1", Payload.of("{}"), ExpectedVersion.any()));
        try (Running running = Running.on(storage, Running.Options.DEFAULT.withObserver(telemetry.observer()))) {
            running.start(outcomes.exactlyOnce());
            Traces.command(
                    OTEL, () -> storage.events().append(LOAN, ExpectedVersion.any(), List.of(event("loan-granted"))));
            SpanData project = Traces.one(OTEL, "project outcomes@1");
            assertThat(project).hasKind(SpanKind.CONSUMER).hasParent(Traces.one(OTEL, "append loan"));
            assertThat(project.getAttributes())
                    .containsEntry("eventsource.subscription", "outcomes@1")
                    .containsEntry("eventsource.position.first", 1)
                    .containsEntry("eventsource.outcome", "done");
        }
    }

    @Test
    void a_projection_inside_an_append_is_part_of_its_trace() {
        Projection outcomes =
                Projection.of(ReadModel.named("outcomes"), EventQuery.all().ofType("loan-granted"), delivered -> {});
        try (Storage inline =
                Projections.inline(telemetry.wrap(new InMemoryStorage()), telemetry.observer(), outcomes)) {
            Traces.command(
                    OTEL,
                    () -> inline.events()
                            .append(
                                    LOAN,
                                    ExpectedVersion.any(),
                                    List.of(event("loan-applied"), event("loan-granted"))));
            SpanData project = Traces.one(OTEL, "project outcomes@1");
            assertThat(project).hasKind(SpanKind.CONSUMER).hasParent(Traces.one(OTEL, "command"));
            assertThat(project.getAttributes())
                    .containsEntry("eventsource.position.first", 2)
                    .containsEntry("eventsource.position.last", 2);
        }
    }

    @Test
    void a_page_is_a_trace_of_its_own_that_says_how_much_was_read() {
        storage.events().append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied"), event("loan-granted")));
        ReadModel model = ReadModel.named("outcomes");
        try (Running running = Running.on(storage, Running.Options.DEFAULT.withObserver(telemetry.observer()))) {
            running.start(
                    Projection.of(model, EventQuery.all(), delivered -> {}).exactlyOnce());
            SpanData page = Traces.one(OTEL, "page outcomes@1");
            assertThat(page).hasKind(SpanKind.INTERNAL).hasNoParent();
            assertThat(page.getAttributes())
                    .containsEntry("eventsource.subscription", "outcomes@1")
                    .containsEntry("eventsource.events", 2)
                    .containsEntry("eventsource.behind", 0)
                    .containsEntry("eventsource.outcome", "done")
                    .hasSize(4);
            assertThat(Traces.one(OTEL, "read_all")).hasParent(page);
        }
    }
}
