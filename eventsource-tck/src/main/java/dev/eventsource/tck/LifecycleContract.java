// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Registration;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The end of a storage. */
abstract class LifecycleContract extends Suite {

    LifecycleContract(Backend contract) {
        super(contract);
    }

    @Test
    void closing_twice_is_harmless() {
        storage.close();
        storage.close();
    }

    @Test
    void closing_from_many_threads_is_harmless() throws Exception {
        Race.of(4, number -> {
                    storage.close();
                    return true;
                })
                .forEach(Race.Outcome::get);
    }

    @Test
    void a_closed_storage_throws_whatever_is_called() {
        storage.close();

        assertIllegal(() -> storage.events().head());
        assertIllegal(() -> storage.atomically(inside -> true));
        assertIllegal(() -> storage.forTenant("acme").events().head());
    }

    @Test
    void so_do_the_events_of_a_closed_storage() {
        events.append(LOAN, any(), Loans.some(1));
        storage.close();

        assertClosed(events);
    }

    @Test
    void so_do_the_views_of_a_closed_storage() {
        Storage view = storage.forTenant("acme");
        EventStore ofView = view.events();
        storage.close();

        assertClosed(ofView);
        assertIllegal(() -> view.events().head());
        assertIllegal(() -> view.atomically(inside -> true));
        assertIllegal(() -> view.forTenant("acme").events().head());
        view.close();
    }

    @Test
    void a_registration_can_be_closed_after_the_storage() {
        Registration registration = events.onAppend(() -> {});

        storage.close();

        registration.close();
        registration.close();
    }

    @Test
    void appends_that_wait_end_with_the_storage() throws Exception {
        List<CompletableFuture<AppendResult>> futures = new ArrayList<>();
        try (HeldLock held = HeldLock.of(storage)) {
            for (int i = 0; i < 10; i++) {
                futures.add(events.appendAsync(Append.to(LOAN, any(), Loans.some(1))));
            }
            CompletableFuture<AppendResult> waiting =
                    CompletableFuture.supplyAsync(() -> events.append(LOAN, any(), Loans.some(1)));
            futures.add(waiting);
            Thread closer = new Thread(storage::close);
            closer.setDaemon(true);
            closer.start();
            await().until(this::isClosed);
            held.letGo();
            for (CompletableFuture<AppendResult> future : futures) {
                assertEnds(future);
            }
            closer.join(contract.patience().toMillis());
            assertThat(closer.isAlive()).isFalse();
        }
    }

    @Test
    void storages_are_independent_of_each_other() throws Exception {
        try (Storage second = contract.open()) {
            events.append(LOAN, any(), Loans.some(1));

            assertThat(second.events().head()).isZero();
        }
        assertThat(events.head()).isEqualTo(1);
    }

    private boolean isClosed() {
        try {
            events.head();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** It was stored before the end, or refused because of it. */
    private void assertEnds(CompletableFuture<AppendResult> future) throws Exception {
        try {
            future.get(contract.patience().toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOfAny(IllegalStateException.class);
        }
    }

    private static void assertClosed(EventStore events) {
        Append append = Append.to(LOAN, any(), Loans.some(1));
        assertIllegal(() -> events.append(append));
        assertIllegal(() -> events.appendAsync(append));
        assertIllegal(() -> events.read(LOAN, 0, 1));
        assertIllegal(() -> events.readBackwards(LOAN, 1, 1));
        assertIllegal(() -> events.readAll(EventQuery.all(), 0, 1));
        assertIllegal(() -> events.find(UUID.randomUUID()));
        assertIllegal(events::head);
        assertIllegal(() -> events.onAppend(() -> {}));
    }

    private static void assertIllegal(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
    }
}
