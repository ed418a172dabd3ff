// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.VersionConflictException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two handles on the same data, as two processes have them. Skipped where a backend cannot have two. */
abstract class SecondHandleContract extends Suite {

    private Storage second;
    private EventStore others;

    SecondHandleContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void open_again() throws Exception {
        second = storage; // to be closed even if there is no other
        second = contract.openAgain()
                .orElseGet(() -> Assumptions.abort("This backend cannot have two handles on the same data"));
        others = second.events();
    }

    @AfterEach
    void close_again() {
        second.close();
    }

    @Test
    void each_sees_at_once_what_the_other_appended() {
        events.append(LOAN, any(), Loans.some(2));
        assertThat(others.read(LOAN, 0, 10)).isEqualTo(events.read(LOAN, 0, 10)).hasSize(2);

        others.append(LOAN, exactly(2), Loans.some(1));
        assertThat(events.head()).isEqualTo(3);
    }

    @Test
    void a_conflict_is_seen_across_handles() {
        others.append(LOAN, any(), Loans.some(1));

        assertThatThrownBy(() -> events.append(LOAN, exactly(0), Loans.some(1)))
                .isInstanceOf(VersionConflictException.class);
    }

    @Test
    void one_wakes_the_other() {
        AtomicInteger calls = new AtomicInteger();
        Registration registration = others.onAppend(calls::incrementAndGet);

        events.append(LOAN, any(), Loans.some(1));

        await().until(() -> calls.get() > 0);
        registration.close();
    }

    @Test
    void writers_of_both_take_turns_without_holes() throws Exception {
        List<Race.Outcome<AppendResult>> outcomes = Race.of(4, number -> {
            EventStore mine = number % 2 == 0 ? events : others;
            for (int i = 0; i < 24; i++) {
                mine.append(LOAN, any(), Loans.some(1));
            }
            return mine.append(LOAN, any(), Loans.some(1));
        });

        outcomes.forEach(Race.Outcome::get);
        List<RecordedEvent> log = log();
        assertThat(log).hasSize(100).isEqualTo(others.read(LOAN, 0, 1000));
        assertThat(log).allSatisfy(event -> assertThat(event.position()).isEqualTo(event.version()));
        assertThat(log).extracting(RecordedEvent::recordedAt).isSorted();
    }

    @Test
    void closing_one_leaves_the_other_open() {
        events.append(LOAN, any(), Loans.some(1));
        second.close();

        assertThat(events.append(LOAN, exactly(1), Loans.some(1)).version()).isEqualTo(2);
    }
}
