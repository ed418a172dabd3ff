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

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.ConditionFailedException;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.VersionConflictException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What goes through the storage handed in happens as a whole or not at all. */
abstract class AtomicallyContract extends Suite {

    AtomicallyContract(Backend contract) {
        super(contract);
    }

    @Test
    void everything_is_stored_when_the_work_returns() {
        AppendResult last = storage.atomically(inside -> {
            inside.events().append(LOAN, noStream(), Loans.some(2));
            inside.events().append(CUSTOMER, noStream(), Loans.some(1));
            return inside.events().append(LOAN, exactly(2), Loans.some(1));
        });

        assertThat(last).isEqualTo(new AppendResult(List.of(3L), 4, 4));
        assertThat(log()).extracting(RecordedEvent::position).containsExactly(1L, 2L, 3L, 4L);
        assertThat(log()).extracting(RecordedEvent::version).containsExactly(1L, 2L, 1L, 3L);
    }

    @Test
    void nothing_is_stored_when_the_work_throws_and_the_exception_passes_through() {
        IOException reason = new IOException("the printer is on fire");
        EventData lost = Loans.submitted();

        assertThatThrownBy(() -> storage.atomically(inside -> {
                    inside.events().append(LOAN, any(), List.of(lost));
                    inside.events().append(CUSTOMER, any(), Loans.some(2));
                    throw reason;
                }))
                .isSameAs(reason);

        assertNothingStored();
        assertThat(events.read(LOAN, 0, 10)).isEmpty();
        assertThat(events.find(lost.id())).isEmpty();
    }

    @Test
    void an_error_rolls_back_too() {
        AssertionError reason = new AssertionError("oops");

        assertThatThrownBy(() -> storage.atomically(inside -> {
                    inside.events().append(LOAN, any(), Loans.some(1));
                    throw reason;
                }))
                .isSameAs(reason);

        assertNothingStored();
    }

    @Test
    void what_was_rolled_back_leaves_no_trace() {
        List<EventData> loans = Loans.some(2);
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    inside.events().append(LOAN, any(), loans);
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        AppendResult result =
                events.append(Append.to(LOAN, noStream(), loans).onlyIf(nothingMatches(EventQuery.all(), 0)));

        assertThat(result).isEqualTo(new AppendResult(List.of(2L), 1, 2));
        assertThat(log()).hasSize(2);
    }

    @Test
    void own_writes_can_be_read_at_once() {
        events.append(LOAN, any(), Loans.some(2));
        storage.atomically(inside -> {
            EventStore own = inside.events();
            List<EventData> more = Loans.some(3);
            own.append(LOAN, exactly(2), more);
            own.append(CUSTOMER, noStream(), List.of(Loans.approved()));

            assertThat(own.head()).isEqualTo(6);
            assertThat(own.read(LOAN, 0, 10)).extracting(RecordedEvent::version).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(own.read(LOAN, 2, 2)).extracting(RecordedEvent::event).isEqualTo(more.subList(0, 2));
            assertThat(own.readBackwards(LOAN, 4, 2))
                    .extracting(RecordedEvent::version)
                    .containsExactly(3L, 2L);
            assertThat(own.find(more.get(1).id()).orElseThrow().position()).isEqualTo(4);
            assertThat(log(own, EventQuery.all(), 4))
                    .extracting(RecordedEvent::position)
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(log(own, EventQuery.all().ofType("LoanApproved"), 4))
                    .extracting(RecordedEvent::position)
                    .containsExactly(6L);
            return true;
        });
        assertThat(events.head()).isEqualTo(6);
    }

    @Test
    void what_was_read_inside_is_what_was_stored() {
        List<RecordedEvent> inside = storage.atomically(tx -> {
            tx.events().append(LOAN, any(), Loans.some(3));
            return log(tx.events(), EventQuery.all(), 10);
        });

        assertThat(log()).isEqualTo(inside);
    }

    @Test
    void conditions_and_ids_know_own_writes() {
        storage.atomically(inside -> {
            EventData ada = Loans.submitted().withTags("customer:ada");
            inside.events().append(LOAN, any(), List.of(ada));

            assertThatThrownBy(() -> inside.events()
                            .append(Append.to(OTHER_LOAN, any(), Loans.some(1))
                                    .onlyIf(nothingMatches(EventQuery.all().tagged("customer:ada"), 0))))
                    .isInstanceOf(ConditionFailedException.class);
            assertThatThrownBy(() -> inside.events().append(OTHER_LOAN, any(), List.of(ada)))
                    .isInstanceOf(DuplicateEventException.class);
            return true;
        });
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void others_see_nothing_before_the_commit_and_do_not_wait_for_it() throws Exception {
        events.append(CUSTOMER, any(), Loans.some(1));
        EventData draft = Loans.submitted();
        try (HeldLock held = HeldLock.of(storage, inside -> {
            inside.events().append(CUSTOMER, exactly(1), List.of(draft));
            return true;
        })) {
            assertThat(events.head()).isEqualTo(1);
            assertThat(events.read(CUSTOMER, 0, 10)).hasSize(1);
            assertThat(events.readBackwards(CUSTOMER, Long.MAX_VALUE, 10)).hasSize(1);
            assertThat(events.find(draft.id())).isEmpty();
            assertThat(events.readAll(EventQuery.all(), 0, 10).events()).hasSize(1);
            assertThat(events.readAll(EventQuery.all(), 0, 10).end()).isTrue();

            held.release();
        }
        assertThat(events.head()).isEqualTo(2);
        assertThat(events.find(draft.id())).isPresent();
    }

    @Test
    void others_who_write_wait_for_the_commit() throws Exception {
        try (HeldLock held = HeldLock.of(storage, inside -> inside.events().append(LOAN, noStream(), Loans.some(1)))) {
            CompletableFuture<AppendResult> other = events.appendAsync(Append.to(LOAN, exactly(1), Loans.some(1)));
            held.release();

            assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(new AppendResult(List.of(2L), 2, 2));
        }
    }

    @Test
    void a_conflict_inside_leaves_it_usable() {
        storage.atomically(inside -> {
            inside.events().append(LOAN, noStream(), Loans.some(1));
            assertThatThrownBy(() -> inside.events()
                            .append(Append.to(CUSTOMER, any(), Loans.some(1)).and(LOAN, noStream(), Loans.some(1))))
                    .isInstanceOf(VersionConflictException.class);
            return inside.events().append(LOAN, exactly(1), Loans.some(1));
        });

        assertThat(events.head()).isEqualTo(2);
        assertThat(events.read(LOAN, 0, 10)).hasSize(2);
        assertThat(events.read(CUSTOMER, 0, 10)).isEmpty();
    }

    @Test
    void async_appends_inside_belong_to_it() {
        CompletableFuture<AppendResult> kept = storage.atomically(inside -> {
            CompletableFuture<AppendResult> future =
                    inside.events().appendAsync(Append.to(LOAN, noStream(), Loans.some(1)));
            assertThat(future.join()).isEqualTo(new AppendResult(List.of(1L), 1, 1));
            CompletableFuture<AppendResult> conflict =
                    inside.events().appendAsync(Append.to(LOAN, noStream(), Loans.some(1)));
            assertThatThrownBy(() -> conflict.get(1, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(VersionConflictException.class);
            assertThat(inside.events().head()).isEqualTo(1);
            return future;
        });

        assertThat(kept).isCompleted();
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void inner_works_join() {
        storage.atomically(inside -> {
            inside.events().append(LOAN, noStream(), Loans.some(1));
            long version = inside.atomically(deeper ->
                    deeper.events().append(LOAN, exactly(1), Loans.some(1)).version());
            assertThat(inside.events()
                            .append(LOAN, exactly(version), Loans.some(1))
                            .version())
                    .isEqualTo(3);
            return true;
        });
        assertThat(events.head()).isEqualTo(3);
    }

    @Test
    void inner_works_are_rolled_back_with_the_outer_one() {
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    inside.atomically(deeper -> deeper.events().append(LOAN, any(), Loans.some(1)));
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);
        assertNothingStored();
    }

    @Test
    void from_their_first_append_works_of_many_threads_run_one_after_the_other() throws Exception {
        List<Race.Outcome<Long>> outcomes = Race.of(6, number -> {
            for (int i = 0; i < 20; i++) {
                storage.atomically(inside -> {
                    long version =
                            inside.events().append(LOAN, any(), Loans.some(1)).version();
                    assertThat(inside.events().readBackwards(LOAN, Long.MAX_VALUE, 1))
                            .singleElement()
                            .satisfies(event -> assertThat(event.version()).isEqualTo(version));
                    return inside.events().append(LOAN, exactly(version), Loans.some(1));
                });
            }
            return 20L;
        });

        outcomes.forEach(Race.Outcome::get);
        assertThat(events.read(LOAN, 0, 1000)).hasSize(240);
    }
}
