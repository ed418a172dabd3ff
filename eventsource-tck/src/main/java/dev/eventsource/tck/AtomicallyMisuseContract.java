// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Transactions used in ways that cannot work: each is refused at once, with a word on what to do. */
abstract class AtomicallyMisuseContract extends Suite {

    AtomicallyMisuseContract(Backend contract) {
        super(contract);
    }

    @Test
    void the_outer_storage_cannot_be_written_from_inside() {
        storage.atomically(inside -> {
            Append append = Append.to(LOAN, any(), Loans.some(1));
            assertUseTheStorageHandedToYou(() -> events.append(append));
            assertUseTheStorageHandedToYou(() -> events.appendAsync(append));
            assertUseTheStorageHandedToYou(() -> storage.atomically(deeper -> true));
            assertUseTheStorageHandedToYou(
                    () -> storage.forTenant("acme").events().append(append));
            assertUseTheStorageHandedToYou(() -> storage.forTenant("acme").atomically(deeper -> true));
            return inside.events().append(append);
        });

        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void the_outer_storage_can_be_read_from_inside_and_shows_what_is_committed() {
        events.append(LOAN, any(), Loans.some(1));
        storage.atomically(inside -> {
            inside.events().append(LOAN, any(), Loans.some(1));

            assertThat(events.head()).isEqualTo(1);
            assertThat(events.read(LOAN, 0, 10)).hasSize(1);
            assertThat(log()).hasSize(1);
            return true;
        });
        assertThat(events.head()).isEqualTo(2);
    }

    @Test
    void other_threads_may_use_the_outer_storage_meanwhile() throws Exception {
        CompletableFuture<Long> other = storage.atomically(inside -> {
            CompletableFuture<Long> appended = CompletableFuture.supplyAsync(
                    () -> events.append(LOAN, any(), Loans.some(1)).lastPosition());
            inside.events().append(LOAN, any(), Loans.some(1));
            return appended;
        });

        other.get(30, TimeUnit.SECONDS);
        assertThat(events.head()).isEqualTo(2);
    }

    @Test
    void after_a_work_its_thread_may_write_again() {
        storage.atomically(inside -> true);
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(events.append(LOAN, any(), Loans.some(1)).version()).isEqualTo(1);
    }

    @Test
    void an_inner_work_that_fails_dooms_the_whole_even_if_nobody_cares() {
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    inside.events().append(LOAN, any(), Loans.some(1));
                    try {
                        inside.atomically(deeper -> {
                            deeper.events().append(LOAN, any(), Loans.some(1));
                            throw new IOException("the printer is on fire");
                        });
                    } catch (IOException e) {
                        assertThat(e).hasMessage("the printer is on fire");
                    }
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasStackTraceContaining("the printer is on fire");

        assertNothingStored();
        assertThat(events.append(LOAN, any(), Loans.some(1)).version()).isEqualTo(1);
    }

    @Test
    void an_inner_work_that_fails_rolls_back_with_its_exception() {
        IOException reason = new IOException("the printer is on fire");

        assertThatThrownBy(() -> storage.atomically(inside -> inside.atomically(deeper -> {
                    deeper.events().append(LOAN, any(), Loans.some(1));
                    throw reason;
                })))
                .isSameAs(reason);
        assertNothingStored();
    }

    @Test
    void a_used_up_storage_throws_whatever_is_called() {
        List<Storage> leaked = new ArrayList<>();
        List<EventStore> leakedEvents = new ArrayList<>();
        storage.atomically(inside -> {
            leaked.add(inside);
            leakedEvents.add(inside.events());
            return true;
        });

        assertUsedUp(leaked.get(0), leakedEvents.get(0));
    }

    @Test
    void so_it_does_after_a_work_that_failed() {
        List<Storage> leaked = new ArrayList<>();
        List<EventStore> leakedEvents = new ArrayList<>();
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    leaked.add(inside);
                    leakedEvents.add(inside.events());
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertUsedUp(leaked.get(0), leakedEvents.get(0));
    }

    @Test
    void closing_the_storage_handed_in_does_nothing() {
        storage.atomically(inside -> {
            inside.close();
            inside.events().append(LOAN, any(), Loans.some(1));
            inside.close();
            return true;
        });

        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void the_storage_handed_in_is_for_no_other_thread() throws InterruptedException {
        List<Throwable> refusals = new ArrayList<>();
        storage.atomically(inside -> {
            EventStore own = inside.events();
            Thread other = new Thread(() -> refusals.add(catchThrowable(() -> own.append(LOAN, any(), Loans.some(1)))));
            other.start();
            other.join();
            return own.append(LOAN, any(), Loans.some(1));
        });

        assertThat(refusals).hasSize(1).allSatisfy(e -> assertThat(e).isInstanceOf(IllegalStateException.class));
        assertThat(events.head()).isEqualTo(1);
    }

    private void assertUsedUp(Storage storage, EventStore events) {
        Append append = Append.to(LOAN, any(), Loans.some(1));
        assertIllegal(() -> events.append(append));
        assertIllegal(() -> events.appendAsync(append));
        assertIllegal(() -> events.read(LOAN, 0, 1));
        assertIllegal(() -> events.readBackwards(LOAN, 1, 1));
        assertIllegal(() -> events.readAll(EventQuery.all(), 0, 1));
        assertIllegal(() -> events.find(UUID.randomUUID()));
        assertIllegal(events::head);
        assertIllegal(() -> events.onAppend(() -> {}));
        assertIllegal(() -> storage.events().head());
        assertIllegal(() -> storage.atomically(inside -> true));
        assertIllegal(() -> storage.forTenant("acme").events().head());
        storage.close();
        assertNothingStored();
    }

    private static void assertIllegal(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
    }

    private static void assertUseTheStorageHandedToYou(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("use the storage handed to you");
    }
}
