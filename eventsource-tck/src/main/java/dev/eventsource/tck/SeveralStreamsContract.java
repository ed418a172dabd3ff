// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.AppendCondition.nothingMatches;
import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.tck.Loans.CUSTOMER;
import static dev.eventsource.tck.Loans.LOAN;
import static dev.eventsource.tck.Loans.OTHER_LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.ConditionFailedException;
import dev.eventsource.store.VersionConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One append to several streams happens as a whole or not at all. */
abstract class SeveralStreamsContract extends Suite {

    SeveralStreamsContract(Backend contract) {
        super(contract);
    }

    @Test
    void positions_follow_the_order_of_the_writes() {
        events.append(LOAN, any(), Loans.some(1));
        List<EventData> toLoan = Loans.some(2);
        List<EventData> toCustomer = Loans.some(3);

        AppendResult result =
                events.append(Append.to(CUSTOMER, noStream(), toCustomer).and(LOAN, exactly(1), toLoan));

        assertThat(result).isEqualTo(new AppendResult(List.of(3L, 3L), 2, 6));
        List<EventData> written = new ArrayList<>(toCustomer);
        written.addAll(toLoan);
        assertThat(log().subList(1, 6)).extracting(RecordedEvent::event).isEqualTo(written);
        assertThat(events.read(CUSTOMER, 0, 10))
                .extracting(RecordedEvent::version)
                .containsExactly(1L, 2L, 3L);
        assertThat(events.read(LOAN, 1, 10)).extracting(RecordedEvent::version).containsExactly(2L, 3L);
    }

    @Test
    void a_conflict_in_the_last_stream_stores_nothing_in_the_first() {
        events.append(OTHER_LOAN, any(), Loans.some(1));
        Append append = Append.to(LOAN, noStream(), Loans.some(2))
                .and(CUSTOMER, any(), Loans.some(1))
                .and(OTHER_LOAN, noStream(), Loans.some(1));

        assertThatThrownBy(() -> events.append(append))
                .asInstanceOf(type(VersionConflictException.class))
                .satisfies(conflict -> assertThat(conflict.stream()).isEqualTo(OTHER_LOAN));

        assertThat(events.head()).isEqualTo(1);
        assertThat(events.read(LOAN, 0, 10)).isEmpty();
        assertThat(events.read(CUSTOMER, 0, 10)).isEmpty();
        append.writes()
                .forEach(write -> write.events()
                        .forEach(event -> assertThat(events.find(event.id())).isEmpty()));
    }

    @Test
    void the_version_in_the_result_is_that_of_one_stream_only() {
        AppendResult result =
                events.append(Append.to(LOAN, any(), Loans.some(1)).and(CUSTOMER, any(), Loans.some(1)));

        assertThatThrownBy(result::version).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void two_seats_are_sold_together_or_not_at_all_and_never_twice() throws Exception {
        int seats = 7;
        List<Race.Outcome<Integer>> sold = Race.of(8, buyer -> {
            int bought = 0;
            for (int i = 0; i < seats; i++) {
                String seat = "seat:" + (buyer + i) % seats;
                String next = "seat:" + (buyer + i + 1 + buyer % 2) % seats;
                bought += buys(Loans.loan(buyer + "." + i), seat, next) ? 2 : 0;
            }
            return bought;
        });

        assertThat(log())
                .isNotEmpty()
                .hasSize(sold.stream().mapToInt(Race.Outcome::get).sum());
        for (int seat = 0; seat < seats; seat++) {
            assertThat(log(events, EventQuery.all().tagged("seat:" + seat), 10))
                    .as("buyers of seat %s", seat)
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    private boolean buys(StreamId buyer, String seat, String next) {
        EventQuery taken = EventQuery.all().tagged(seat).or(EventQuery.all().tagged(next));
        try {
            events.append(Append.to(buyer, noStream(), List.of(Loans.submitted().withTags(seat)))
                    .and(buyer.in("acme"), noStream(), List.of(Loans.submitted().withTags(next)))
                    .onlyIf(nothingMatches(taken, 0)));
            return true;
        } catch (ConditionFailedException e) {
            return false;
        }
    }

    @Test
    void writers_with_overlapping_streams_interleave_only_as_a_whole() throws Exception {
        List<Race.Outcome<List<AppendResult>>> outcomes = Race.of(6, number -> {
            List<AppendResult> results = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                results.add(events.append(Append.to(Loans.loan(number % 3), any(), Loans.some(2))
                        .and(Loans.loan((number + 1) % 3), any(), Loans.some(1))
                        .and(CUSTOMER, any(), Loans.some(1))));
            }
            return results;
        });

        List<RecordedEvent> log = log();
        assertThat(log).hasSize(6 * 20 * 4);
        for (int i = 0; i < log.size(); i++) {
            assertThat(log.get(i).position()).isEqualTo(i + 1);
        }
        Map<Object, List<RecordedEvent>> streams = log.stream().collect(Collectors.groupingBy(RecordedEvent::stream));
        streams.values().forEach(stream -> {
            for (int i = 0; i < stream.size(); i++) {
                assertThat(stream.get(i).version()).isEqualTo(i + 1);
            }
        });
        outcomes.forEach(outcome -> outcome.get().forEach(result -> {
            assertThat(result.lastPosition() - result.firstPosition()).isEqualTo(3);
            assertThat(log.get((int) result.lastPosition() - 1).version())
                    .isEqualTo(result.versions().get(2));
        }));
    }
}
