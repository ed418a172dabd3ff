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

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Payload;
import dev.eventsource.store.AppendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Retrying an append is safe: the answer is the places of the first time. */
abstract class RetryContract extends Suite {

    RetryContract(Backend contract) {
        super(contract);
    }

    @Test
    void the_same_append_again_has_the_same_result() {
        assertRetriable(Append.to(LOAN, noStream(), Loans.some(3)));
    }

    @Test
    void so_it_is_after_other_events_in_the_same_stream() {
        events.append(LOAN, any(), Loans.some(2));
        Append append = Append.to(LOAN, exactly(2), Loans.some(3));
        AppendResult first = events.append(append);
        events.append(LOAN, any(), Loans.some(4));

        assertThat(events.append(append)).isEqualTo(first).isEqualTo(new AppendResult(List.of(5L), 3, 5));
        assertThat(events.head()).isEqualTo(9);
    }

    @Test
    void so_it_is_of_several_streams() {
        events.append(CUSTOMER, any(), Loans.some(2));

        assertRetriable(Append.to(LOAN, noStream(), Loans.some(2))
                .and(CUSTOMER, exactly(2), Loans.some(1))
                .and(OTHER_LOAN, any(), Loans.some(3)));
    }

    @Test
    void it_does_not_matter_what_is_expected_of_versions_now() {
        List<EventData> written = Loans.some(2);
        AppendResult first = events.append(LOAN, noStream(), written);

        assertThat(events.append(LOAN, any(), written)).isEqualTo(first);
        assertThat(events.append(LOAN, exactly(2), written)).isEqualTo(first);
        assertThat(events.append(LOAN, exactly(77), written)).isEqualTo(first);
        assertThat(events.head()).isEqualTo(2);
    }

    @Test
    void a_condition_that_fails_by_now_does_not_matter() {
        assertRetriable(Append.to(LOAN, noStream(), Loans.some(2)).onlyIf(nothingMatches(EventQuery.all(), 0)));
    }

    @Test
    void payloads_are_not_compared() {
        EventData event = Loans.submitted();
        AppendResult first = events.append(LOAN, any(), List.of(event));
        EventData encryptedAnew = EventData.of(event.id(), event.type(), event.occurredAt(), Payload.of("\"x\""));

        assertThat(events.append(LOAN, any(), List.of(encryptedAnew))).isEqualTo(first);
        assertThat(events.find(event.id()).orElseThrow().event()).isEqualTo(event);
    }

    @Test
    void a_part_of_an_append_in_its_order_is_a_retry_of_that_part() {
        List<EventData> written = Loans.some(5);
        events.append(OTHER_LOAN, any(), Loans.some(1));
        events.append(LOAN, any(), written);

        assertThat(events.append(LOAN, any(), written.subList(1, 4))).isEqualTo(new AppendResult(List.of(4L), 3, 5));
        assertThat(events.append(LOAN, any(), written.subList(4, 5))).isEqualTo(new AppendResult(List.of(5L), 6, 6));
    }

    @Test
    void two_appends_that_lie_one_behind_the_other_may_be_retried_as_one() {
        List<EventData> written = Loans.some(4);
        events.append(LOAN, any(), written.subList(0, 2));
        events.append(OTHER_LOAN, any(), Loans.some(1));
        events.append(LOAN, any(), written.subList(2, 4));

        assertThat(events.append(LOAN, noStream(), written)).isEqualTo(new AppendResult(List.of(4L), 1, 5));
        assertThat(events.head()).isEqualTo(5);
    }

    @Test
    void streams_may_be_named_in_another_order() {
        List<EventData> toLoan = Loans.some(2);
        List<EventData> toCustomer = Loans.some(1);
        events.append(Append.to(LOAN, any(), toLoan).and(CUSTOMER, any(), toCustomer));

        assertThat(events.append(Append.to(CUSTOMER, any(), toCustomer).and(LOAN, any(), toLoan)))
                .isEqualTo(new AppendResult(List.of(1L, 2L), 1, 3));
    }

    @Test
    void a_retry_inside_one_transaction_has_the_same_result() {
        Append append = Append.to(LOAN, noStream(), Loans.some(2));

        AppendResult first = storage.atomically(inside -> {
            AppendResult result = inside.events().append(append);
            assertThat(inside.events().append(append)).isEqualTo(result);
            return result;
        });

        assertThat(events.append(append)).isEqualTo(first);
        assertThat(events.head()).isEqualTo(2);
    }

    @Test
    void retries_within_one_batch_have_the_same_result() throws Exception {
        Append append = Append.to(LOAN, noStream(), Loans.some(2)).onlyIf(nothingMatches(EventQuery.all(), 0));
        List<CompletableFuture<AppendResult>> futures = new ArrayList<>();
        try (HeldLock held = HeldLock.of(storage)) {
            for (int i = 0; i < 5; i++) {
                futures.add(events.appendAsync(append));
            }
            held.release();
        }

        for (CompletableFuture<AppendResult> future : futures) {
            assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo(new AppendResult(List.of(2L), 1, 2));
        }
        assertThat(events.head()).isEqualTo(2);
    }

    @Test
    void many_threads_that_retry_the_same_append_all_get_the_same_result() throws Exception {
        for (int round = 0; round < 20; round++) {
            Append append = Append.to(Loans.loan(round), noStream(), Loans.some(2));

            List<Race.Outcome<AppendResult>> outcomes = Race.of(6, number -> events.append(append));

            assertThat(outcomes.stream().map(Race.Outcome::get).distinct()).hasSize(1);
            assertThat(events.head()).isEqualTo(2L * (round + 1));
        }
    }

    private void assertRetriable(Append append) {
        AppendResult first = events.append(append);
        long head = events.head();

        assertThat(events.append(append)).isEqualTo(first);
        assertThat(events.append(append)).isEqualTo(first);
        assertThat(events.head()).isEqualTo(head);
    }
}
