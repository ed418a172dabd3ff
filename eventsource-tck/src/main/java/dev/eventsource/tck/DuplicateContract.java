// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.AppendCondition.nothingMatches;
import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.tck.Loans.CUSTOMER;
import static dev.eventsource.tck.Loans.LOAN;
import static dev.eventsource.tck.Loans.OTHER_LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.store.DuplicateEventException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ids that are stored, but not as a retry would have it. */
abstract class DuplicateContract extends Suite {

    private List<EventData> stored = List.of();

    DuplicateContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void append_four_events_with_another_one_between() {
        stored = Loans.some(4);
        events.append(LOAN, any(), stored.subList(0, 2));
        events.append(OTHER_LOAN, any(), Loans.some(1));
        events.append(LOAN, any(), stored.subList(2, 4));
    }

    @Test
    void some_stored_and_some_not() {
        assertDuplicates(Append.to(LOAN, any(), List.of(stored.get(3), Loans.submitted())), List.of(stored.get(3)));
        assertDuplicates(
                Append.to(LOAN, any(), List.of(Loans.submitted(), stored.get(0), stored.get(1))), stored.subList(0, 2));
    }

    @Test
    void stored_in_another_stream() {
        assertDuplicates(Append.to(OTHER_LOAN, any(), stored), stored);
        assertDuplicates(Append.to(LOAN.in("acme"), any(), stored), stored);
        assertDuplicates(Append.to(CUSTOMER, any(), stored.subList(0, 1)), stored.subList(0, 1));
    }

    @Test
    void stored_in_another_order() {
        assertDuplicates(Append.to(LOAN, any(), List.of(stored.get(1), stored.get(0))), stored.subList(0, 2));
    }

    @Test
    void stored_with_another_event_between() {
        assertDuplicates(
                Append.to(LOAN, any(), List.of(stored.get(0), stored.get(2))), List.of(stored.get(0), stored.get(2)));
    }

    @Test
    void one_stream_stored_and_the_other_not() {
        assertDuplicates(Append.to(LOAN, any(), stored).and(CUSTOMER, any(), Loans.some(1)), stored);
        assertDuplicates(
                Append.to(CUSTOMER, any(), Loans.some(1)).and(LOAN, any(), stored.subList(3, 4)), stored.subList(3, 4));
    }

    @Test
    void that_is_decided_before_versions_and_conditions() {
        List<EventData> partly = List.of(stored.get(3), Loans.submitted());

        assertDuplicates(Append.to(LOAN, exactly(99), partly), stored.subList(3, 4));
        assertDuplicates(
                Append.to(LOAN, any(), partly).onlyIf(nothingMatches(EventQuery.all(), 0)), stored.subList(3, 4));
    }

    @Test
    void of_two_writers_with_the_same_id_in_different_streams_one_wins() throws Exception {
        for (int round = 0; round < 20; round++) {
            EventData event = Loans.submitted();
            String key = "race" + round;

            List<Race.Outcome<Long>> outcomes = Race.of(
                    4,
                    number -> events.append(Loans.loan(key + number), any(), List.of(Loans.submitted(), event))
                            .version());

            assertThat(outcomes.stream().filter(Race.Outcome::succeeded)).hasSize(1);
            assertThat(outcomes.stream().filter(outcome -> !outcome.succeeded()))
                    .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(DuplicateEventException.class));
            assertThat(events.head()).isEqualTo(5 + 2 * (round + 1));
        }
    }

    private void assertDuplicates(Append append, List<EventData> known) {
        assertThatThrownBy(() -> events.append(append))
                .hasMessageContaining(known.get(0).id().toString())
                .asInstanceOf(type(DuplicateEventException.class))
                .satisfies(duplicate -> assertThat(duplicate.ids())
                        .containsExactlyInAnyOrderElementsOf(
                                known.stream().map(EventData::id).toList()));
        assertThat(events.head()).isEqualTo(5);
        append.writes().stream()
                .flatMap(write -> write.events().stream())
                .filter(event -> !known.contains(event))
                .forEach(event -> assertThat(events.find(event.id())).isEmpty());
    }
}
