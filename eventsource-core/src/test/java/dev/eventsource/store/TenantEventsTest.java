// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.store.Loans.events;
import static dev.eventsource.store.Loans.loan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TenantEventsTest {

    private static final StreamId MINE = loan("1").in("acme");
    private static final StreamId OTHERS = loan("1").in("other");

    private final Recorder recorder = new Recorder();
    private final EventStore acme = new TenantEvents(recorder, "acme");

    @Test
    void streams_without_a_tenant_mean_the_tenants() {
        acme.append(Append.to(loan("1"), any(), events(1)).onlyIf(AppendCondition.streamAt(loan("2"), any())));
        acme.appendAsync(Append.to(MINE, any(), events(2))).join();
        acme.read(loan("1"), 3, 4);
        acme.readBackwards(MINE, 5, 6);

        assertThat(recorder.calls)
                .containsExactly(
                        Append.to(MINE, any(), events(1))
                                .onlyIf(AppendCondition.streamAt(loan("2").in("acme"), any())),
                        Append.to(MINE, any(), events(2)),
                        List.of(MINE, 3L, 4),
                        List.of(MINE, 5L, 6));
    }

    @Test
    void queries_and_conditions_are_narrowed_to_the_tenant() {
        EventQuery approved = EventQuery.all().ofType("LoanApproved");
        acme.readAll(approved, 1, 2);
        acme.append(Append.to(loan("1"), any(), events(1)).onlyIf(AppendCondition.nothingMatches(approved, 3)));

        assertThat(recorder.calls)
                .containsExactly(
                        List.of(approved.inTenant("acme"), 1L, 2),
                        Append.to(MINE, any(), events(1))
                                .onlyIf(AppendCondition.nothingMatches(approved.inTenant("acme"), 3)));
    }

    @Test
    void other_tenants_are_refused_by_name() {
        for (Runnable call : List.<Runnable>of(
                () -> acme.append(Append.to(OTHERS, any(), events(1))),
                () -> acme.appendAsync(Append.to(OTHERS, any(), events(1))).join(),
                () -> acme.read(OTHERS, 0, 1),
                () -> acme.readBackwards(OTHERS, 1, 1),
                () -> acme.readAll(EventQuery.all().inTenant("other"), 0, 1),
                () -> acme.append(
                        Append.to(loan("1"), any(), events(1)).onlyIf(AppendCondition.streamAt(OTHERS, any()))),
                () -> new TenantEvents(recorder, "").read(OTHERS, 0, 1))) {
            assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining("other");
        }
        assertThat(recorder.calls).isEmpty();
    }

    @Test
    void an_event_of_another_tenant_is_not_found() {
        recorder.found = new RecordedEvent(1, MINE, 1, Instant.EPOCH, Loans.event(1));
        assertThat(acme.find(new UUID(0, 1))).contains(recorder.found);
        assertThat(new TenantEvents(recorder, "other").find(new UUID(0, 1))).isEmpty();
        assertThat(new TenantEvents(recorder, "").find(new UUID(0, 1))).isEmpty();
    }

    @Test
    void a_name_that_no_stream_could_have_is_no_tenant() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TenantEvents(recorder, "a-b"));
        assertThat(TenantEvents.checked("")).isEmpty();
    }

    @Test
    void the_head_remains_the_stores() {
        assertThat(acme.head()).isEqualTo(42);
    }

    /** Notes what it is asked. */
    private static final class Recorder implements EventStore {

        private final List<Object> calls = new ArrayList<>();
        private RecordedEvent found = Loans.recorded(1, "1", 1);

        @Override
        public AppendResult append(Append append) {
            calls.add(append);
            return new AppendResult(List.of(1L), 1, 1);
        }

        @Override
        public CompletableFuture<AppendResult> appendAsync(Append append) {
            return CompletableFuture.completedFuture(append(append));
        }

        @Override
        public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
            calls.add(List.of(stream, afterVersion, limit));
            return List.of();
        }

        @Override
        public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) {
            return read(stream, beforeVersion, limit);
        }

        @Override
        public EventPage readAll(EventQuery query, long afterPosition, int limit) {
            calls.add(List.of(query, afterPosition, limit));
            return new EventPage(afterPosition, afterPosition, true, List.of());
        }

        @Override
        public Optional<RecordedEvent> find(UUID eventId) {
            return Optional.of(found);
        }

        @Override
        public long head() {
            return 42;
        }

        @Override
        public Registration onAppend(Runnable wakeUp) {
            return () -> {};
        }
    }
}
