// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Storage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** When events were recorded: by the store's clock, in microseconds, never before the event before. */
abstract class TimeContract extends Suite {

    private static final Instant NOON = Instant.parse("2011-10-01T12:00:00.123456789Z");

    TimeContract(Backend contract) {
        super(contract);
    }

    @Test
    void recorded_at_is_now_in_microseconds_and_never_decreases() {
        Instant before = Instant.now().minusSeconds(60);
        for (int i = 0; i < 50; i++) {
            events.append(Loans.loan(i % 5), any(), Loans.some(1 + i % 3));
        }

        List<Instant> times = log().stream().map(RecordedEvent::recordedAt).toList();
        assertThat(times).isSorted();
        assertThat(times.get(0)).isAfter(before);
        assertThat(times.get(times.size() - 1)).isBefore(Instant.now().plusSeconds(60));
        assertThat(times).allSatisfy(time -> assertThat(time).isEqualTo(time.truncatedTo(ChronoUnit.MICROS)));
    }

    @Test
    void all_events_of_an_append_are_recorded_at_the_same_time() {
        events.append(Append.to(LOAN, any(), Loans.some(3)).and(Loans.CUSTOMER, any(), Loans.some(2)));

        assertThat(log().stream().map(RecordedEvent::recordedAt).distinct()).hasSize(1);
    }

    @Test
    void a_retry_does_not_change_when_it_was_recorded() {
        Append append = Append.to(LOAN, any(), Loans.some(2));
        events.append(append);
        List<RecordedEvent> before = log();

        events.append(append);

        assertThat(log()).isEqualTo(before);
    }

    @Test
    void a_clock_that_is_put_back_does_not_put_back_the_log() throws Exception {
        HandSetClock clock = new HandSetClock();
        try (Storage storage =
                contract.open(clock).orElseGet(() -> Assumptions.abort("The clock of this backend cannot be set"))) {
            for (Duration step : List.of(Duration.ofHours(1), Duration.ofHours(-2), Duration.ofHours(4))) {
                storage.events().append(LOAN, any(), Loans.some(1));
                clock.now = clock.now.plus(step);
                storage.atomically(inside -> inside.events().append(LOAN, any(), Loans.some(1)));
            }

            Instant noon = NOON.truncatedTo(ChronoUnit.MICROS);
            assertThat(log(storage.events(), EventQuery.all(), 10))
                    .extracting(
                            event -> Duration.between(noon, event.recordedAt()).toHours())
                    .containsExactly(0L, 1L, 1L, 1L, 1L, 3L);
        }
    }

    private static final class HandSetClock extends Clock {

        private volatile Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
