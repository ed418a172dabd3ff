// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.event.ExpectedVersion.streamExists;
import static dev.eventsource.tck.Loans.LOAN;
import static dev.eventsource.tck.Loans.OTHER_LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.ConflictException;
import dev.eventsource.store.VersionConflictException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An append is checked against what its writer believed of the stream. */
abstract class VersionContract extends Suite {

    VersionContract(Backend contract) {
        super(contract);
    }

    @Test
    void right_beliefs_of_an_absent_stream_are_accepted() {
        events.append(Loans.loan(1), any(), Loans.some(1));
        events.append(Loans.loan(2), noStream(), Loans.some(1));
        events.append(Loans.loan(3), exactly(0), Loans.some(1));

        assertThat(events.head()).isEqualTo(3);
    }

    @Test
    void right_beliefs_of_a_stream_are_accepted() {
        events.append(LOAN, any(), Loans.some(2));

        assertThat(events.append(LOAN, exactly(2), Loans.some(2)).version()).isEqualTo(4);
        assertThat(events.append(LOAN, streamExists(), Loans.some(1)).version()).isEqualTo(5);
        assertThat(events.append(LOAN, any(), Loans.some(1)).version()).isEqualTo(6);
    }

    @Test
    void an_absent_stream_does_not_exist() {
        assertConflict(streamExists(), 0);
        assertNothingStored();
    }

    @Test
    void an_absent_stream_is_not_at_a_version() {
        assertConflict(exactly(3), 0);
        assertNothingStored();
    }

    @Test
    void a_stream_with_events_is_no_absent_stream() {
        events.append(LOAN, any(), Loans.some(2));

        assertConflict(noStream(), 2);
        assertConflict(exactly(0), 2);
        assertThat(events.head()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4, 5, Integer.MAX_VALUE + 1L, Long.MAX_VALUE})
    void a_stream_at_another_version_is_a_conflict(long expected) {
        events.append(LOAN, any(), Loans.some(3));

        assertConflict(exactly(expected), 3);
        assertThat(events.read(LOAN, 0, 10)).hasSize(3);
    }

    @Test
    void other_streams_do_not_count() {
        events.append(OTHER_LOAN, any(), Loans.some(7));

        assertThat(events.append(LOAN, noStream(), Loans.some(1)).version()).isEqualTo(1);
        assertConflict(exactly(7), 1);
    }

    @Test
    void after_a_conflict_one_can_load_again_and_append_again() {
        events.append(LOAN, any(), Loans.some(1));
        assertConflict(noStream(), 1);

        long version = events.readBackwards(LOAN, Long.MAX_VALUE, 1).get(0).version();

        AppendResult result = events.append(LOAN, exactly(version), Loans.some(1));
        assertThat(result).isEqualTo(new AppendResult(List.of(2L), 2, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void of_many_writers_with_the_same_belief_one_wins_and_the_others_learn_why(int size) throws Exception {
        for (int round = 0; round < 10; round++) {
            long before = round * (long) size;

            List<Race.Outcome<AppendResult>> outcomes =
                    Race.of(8, number -> events.append(LOAN, exactly(before), Loans.some(size)));

            assertThat(outcomes.stream().filter(Race.Outcome::succeeded)).hasSize(1);
            assertThat(outcomes.stream().filter(outcome -> !outcome.succeeded()))
                    .allSatisfy(outcome -> assertThat(outcome.failure())
                            .asInstanceOf(type(VersionConflictException.class))
                            .satisfies(conflict -> assertThat(conflict.actual()).isEqualTo(before + size)));
            assertThat(events.head()).isEqualTo(before + size);
        }
    }

    private void assertConflict(ExpectedVersion expected, long actual) {
        assertThatThrownBy(() -> events.append(LOAN, expected, Loans.some(1)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(LOAN.toString())
                .hasMessageContaining(expected.toString())
                .hasMessageContaining("version " + actual)
                .asInstanceOf(type(VersionConflictException.class))
                .satisfies(conflict -> {
                    assertThat(conflict.stream()).isEqualTo(LOAN);
                    assertThat(conflict.expected()).isEqualTo(expected);
                    assertThat(conflict.actual()).isEqualTo(actual);
                });
    }
}
