// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.AppendCondition.nothingMatches;
import static dev.eventsource.event.AppendCondition.streamAt;
import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.event.ExpectedVersion.streamExists;
import static dev.eventsource.tck.Loans.CUSTOMER;
import static dev.eventsource.tck.Loans.LOAN;
import static dev.eventsource.tck.Loans.OTHER_LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.AppendCondition.NothingMatches;
import dev.eventsource.event.EventQuery;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.ConditionFailedException;
import dev.eventsource.store.ConflictException;
import dev.eventsource.store.VersionConflictException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Appends under conditions beside the expected versions. */
abstract class ConditionContract extends Suite {

    private static final EventQuery ADAS = EventQuery.all().tagged("customer:ada");

    ConditionContract(Backend contract) {
        super(contract);
    }

    @Test
    void an_append_is_stored_if_nothing_matches() {
        events.append(LOAN, any(), Loans.some(3));

        AppendResult result = events.append(ofAda().onlyIf(nothingMatches(ADAS, 0)));

        assertThat(result).isEqualTo(new AppendResult(List.of(1L), 4, 4));
    }

    @Test
    void an_append_is_refused_if_something_matches_and_told_where() {
        events.append(LOAN, any(), Loans.some(3));
        events.append(ofAda());
        Append late = ofAda().onlyIf(nothingMatches(ADAS, 3));

        assertThatThrownBy(() -> events.append(late))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("position 3")
                .hasMessageContaining("position 4")
                .asInstanceOf(type(ConditionFailedException.class))
                .satisfies(failed -> {
                    assertThat(failed.condition()).isEqualTo(new NothingMatches(ADAS, 3));
                    assertThat(failed.position()).isEqualTo(4);
                });
        assertThat(events.head()).isEqualTo(4);
        late.writes()
                .forEach(write -> assertThat(events.read(write.stream(), 0, 10)).isEmpty());
    }

    @Test
    void what_the_writer_has_read_does_not_count() {
        events.append(ofAda());
        events.append(LOAN, any(), Loans.some(3));

        assertThat(events.append(ofAda().onlyIf(nothingMatches(ADAS, 1))).firstPosition())
                .isEqualTo(5);
        assertThat(events.append(ofAda().onlyIf(nothingMatches(ADAS, 5))).firstPosition())
                .isEqualTo(6);
        assertThat(events.append(ofAda().onlyIf(nothingMatches(ADAS, 1_000_000)))
                        .firstPosition())
                .isEqualTo(7);
        assertThat(events.append(ofAda().onlyIf(nothingMatches(ADAS, Long.MAX_VALUE)))
                        .firstPosition())
                .isEqualTo(8);
    }

    @Test
    void the_events_of_the_append_itself_do_not_count() {
        Append append = Append.to(LOAN, noStream(), Loans.some(2)).onlyIf(nothingMatches(EventQuery.all(), 0));

        assertThat(events.append(append).version()).isEqualTo(2);
    }

    @Test
    void all_tags_must_be_there_for_a_match() {
        EventQuery both = EventQuery.all().tagged("customer:ada", "bank:first");
        events.append(ofAda());
        events.append(tagged("bank:first"));

        assertThat(events.append(tagged("customer:ada", "bank:first").onlyIf(nothingMatches(both, 0)))
                        .firstPosition())
                .isEqualTo(3);
        assertThatThrownBy(() -> events.append(ofAda().onlyIf(nothingMatches(both, 0))))
                .isInstanceOf(ConditionFailedException.class);
    }

    @Test
    void every_condition_must_hold() {
        events.append(ofAda());
        Append append = Append.to(LOAN, any(), Loans.some(1))
                .onlyIf(nothingMatches(EventQuery.all().tagged("customer:bob"), 0))
                .onlyIf(nothingMatches(ADAS, 0));

        assertThatThrownBy(() -> events.append(append)).isInstanceOf(ConditionFailedException.class);
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void versions_are_checked_beside_conditions() {
        events.append(LOAN, any(), Loans.some(2));

        assertThatThrownBy(() ->
                        events.append(Append.to(LOAN, exactly(1), Loans.some(1)).onlyIf(nothingMatches(ADAS, 0))))
                .isInstanceOf(VersionConflictException.class);
        assertThat(events.head()).isEqualTo(2);
    }

    @Test
    void a_stream_that_is_not_written_must_be_where_the_writer_believes() {
        events.append(CUSTOMER, any(), Loans.some(3));

        assertThat(appendIf(streamAt(CUSTOMER, exactly(3))).version()).isEqualTo(1);
        assertThat(appendIf(streamAt(CUSTOMER, streamExists())).version()).isEqualTo(2);
        assertThat(appendIf(streamAt(OTHER_LOAN, noStream())).version()).isEqualTo(3);
        assertThat(events.read(OTHER_LOAN, 0, 1)).isEmpty();
    }

    @Test
    void a_stream_that_is_elsewhere_is_a_conflict_that_names_it() {
        events.append(CUSTOMER, any(), Loans.some(3));

        assertThatThrownBy(() -> appendIf(streamAt(CUSTOMER, exactly(2))))
                .hasMessageContaining(CUSTOMER.toString())
                .asInstanceOf(type(VersionConflictException.class))
                .satisfies(conflict -> {
                    assertThat(conflict.stream()).isEqualTo(CUSTOMER);
                    assertThat(conflict.expected()).isEqualTo(exactly(2));
                    assertThat(conflict.actual()).isEqualTo(3);
                });
        assertThatThrownBy(() -> appendIf(streamAt(OTHER_LOAN, streamExists())))
                .isInstanceOf(VersionConflictException.class);
        assertThat(events.head()).isEqualTo(3);
    }

    @Test
    void a_seat_is_never_sold_twice() throws Exception {
        for (int seat = 0; seat < 20; seat++) {
            String tag = "seat:" + seat;

            List<Race.Outcome<AppendResult>> outcomes = Race.of(8, buyer -> events.append(sale(tag, buyer)));

            assertThat(outcomes.stream().filter(Race.Outcome::succeeded)).hasSize(1);
            assertThat(outcomes.stream().filter(outcome -> !outcome.succeeded()))
                    .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(ConditionFailedException.class));
            assertThat(log(events, EventQuery.all().tagged(tag), 10)).hasSize(1);
        }
    }

    @Test
    void nor_is_it_when_all_buyers_have_waited_for_the_lock() throws Exception {
        List<Verdict> verdicts = WaitingLine.of(this, storage, line -> {
            for (int buyer = 0; buyer < 8; buyer++) {
                line.appendInThread(sale("seat:1", buyer));
            }
        });

        assertThat(verdicts.stream().filter(Verdict.Stored.class::isInstance)).hasSize(1);
        assertThat(events.head()).isEqualTo(1);
    }

    private static Append sale(String seat, int buyer) {
        return Append.to(
                        Loans.loan("buyer" + buyer),
                        any(),
                        List.of(Loans.submitted().withTags(seat)))
                .onlyIf(nothingMatches(EventQuery.all().tagged(seat), 0));
    }

    private AppendResult appendIf(AppendCondition condition) {
        return events.append(Append.to(LOAN, any(), Loans.some(1)).onlyIf(condition));
    }

    private static Append ofAda() {
        return tagged("customer:ada");
    }

    private static Append tagged(String... tags) {
        return Append.to(
                Loans.loan(UUID.randomUUID()),
                noStream(),
                List.of(Loans.submitted().withTags(tags)));
    }
}
