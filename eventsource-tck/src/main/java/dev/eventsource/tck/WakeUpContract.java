// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.CUSTOMER;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Append;
import dev.eventsource.event.Registration;
import dev.eventsource.store.AppendResult;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whoever waits for new events is woken when they can be read. */
abstract class WakeUpContract extends Suite {

    WakeUpContract(Backend contract) {
        super(contract);
    }

    @Test
    void an_append_wakes() throws Exception {
        assertWakes(() -> events.append(LOAN, any(), Loans.some(1)));
    }

    @Test
    void an_append_to_several_streams_wakes() throws Exception {
        assertWakes(() -> events.append(Append.to(LOAN, any(), Loans.some(1)).and(CUSTOMER, any(), Loans.some(1))));
    }

    @Test
    void an_async_append_wakes() throws Exception {
        assertWakes(() -> assertThat(events.appendAsync(Append.to(LOAN, any(), Loans.some(1))))
                .isNotNull());
    }

    @Test
    void a_transaction_wakes() throws Exception {
        assertWakes(() -> storage.atomically(inside -> inside.events().append(LOAN, any(), Loans.some(1))));
    }

    @Test
    void an_async_append_in_a_transaction_wakes() throws Exception {
        assertWakes(() ->
                storage.atomically(inside -> inside.events().appendAsync(Append.to(LOAN, any(), Loans.some(1)))));
    }

    @Test
    void an_append_through_a_tenants_view_wakes() throws Exception {
        assertWakes(() -> storage.forTenant("acme").events().append(LOAN, any(), Loans.some(1)));
    }

    @Test
    void a_batch_wakes() throws Exception {
        assertWakes(() -> {
            try (HeldLock held = HeldLock.of(storage)) {
                CompletableFuture<?> first = events.appendAsync(Append.to(LOAN, any(), Loans.some(1)));
                CompletableFuture<?> second = events.appendAsync(Append.to(LOAN, any(), Loans.some(1)));
                assertThat(first).isNotSameAs(second);
                held.release();
            }
        });
    }

    @Test
    void who_is_registered_with_a_tenants_view_is_woken() {
        AtomicInteger calls = new AtomicInteger();
        try (Registration registration = storage.forTenant("acme").events().onAppend(calls::incrementAndGet)) {
            assertThat(registration).isNotNull();
            events.append(LOAN.in("acme"), any(), Loans.some(1));

            await().until(() -> calls.get() > 0);
        }
    }

    @Test
    void who_is_woken_can_read_what_was_appended() throws Exception {
        Semaphore woken = new Semaphore(0);
        AtomicLong seen = new AtomicLong();
        try (Registration registration = events.onAppend(woken::release)) {
            assertThat(registration).isNotNull();
            Thread reader = new Thread(() -> {
                while (seen.get() < 100) {
                    woken.acquireUninterruptibly();
                    woken.drainPermits();
                    seen.set(events.head());
                }
            });
            reader.setDaemon(true);
            reader.start();
            for (int i = 0; i < 100; i++) {
                events.append(LOAN, any(), Loans.some(1));
            }
            reader.join(contract.patience().toMillis());

            assertThat(seen).as("no wake-up was lost").hasValue(100);
        }
    }

    @Test
    void a_transaction_wakes_when_all_of_it_can_be_read() {
        Set<Long> heads = ConcurrentHashMap.newKeySet();
        try (Registration registration = events.onAppend(() -> heads.add(events.head()))) {
            assertThat(registration).isNotNull();
            storage.atomically(inside -> {
                inside.events().append(LOAN, any(), Loans.some(2));
                inside.events().append(CUSTOMER, any(), Loans.some(3));
                return true;
            });

            await().until(() -> heads.contains(5L));
            assertThat(heads).isSubsetOf(0L, 5L);
        }
    }

    @Test
    void a_registration_that_is_closed_wakes_no_more() {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        Registration first = events.onAppend(calls::incrementAndGet);
        Registration second = events.onAppend(others::incrementAndGet);
        appendAndAwait(others);
        await().until(() -> calls.get() > 0);

        first.close();
        first.close();
        appendAndAwait(others);
        int before = calls.get();
        appendAndAwait(others);

        assertThat(calls).hasValue(before);
        second.close();
    }

    @Test
    void the_same_callback_may_be_registered_twice_and_closed_once() {
        AtomicInteger calls = new AtomicInteger();
        Runnable wakeUp = calls::incrementAndGet;
        Registration first = events.onAppend(wakeUp);
        Registration second = events.onAppend(wakeUp);

        first.close();
        events.append(LOAN, any(), Loans.some(1));

        await().until(() -> calls.get() > 0);
        second.close();
    }

    @Test
    void a_callback_that_throws_harms_nobody() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Registration bad = events.onAppend(() -> {
            throw new IllegalStateException("a callback that throws on purpose");
        });
        Registration good = events.onAppend(calls::incrementAndGet);

        assertThat(events.append(LOAN, any(), Loans.some(1)).version()).isEqualTo(1);
        assertThat(events.append(LOAN, any(), Loans.some(1)).version()).isEqualTo(2);
        assertThat(events.appendAsync(Append.to(LOAN, any(), Loans.some(1)))
                        .get(30, TimeUnit.SECONDS)
                        .version())
                .isEqualTo(3);
        AppendResult result = storage.atomically(inside -> inside.events().append(LOAN, any(), Loans.some(1)));
        assertThat(result.version()).isEqualTo(4);

        await().until(() -> calls.get() > 0);
        bad.close();
        good.close();
    }

    @Test
    void what_is_rolled_back_stores_nothing_for_anybody_to_see() {
        AtomicLong seen = new AtomicLong();
        Registration registration = events.onAppend(() -> seen.accumulateAndGet(events.head(), Math::max));
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    inside.events().append(LOAN, any(), Loans.some(5));
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);
        events.append(LOAN, any(), Loans.some(1));

        await().until(() -> seen.get() > 0);
        assertThat(seen).hasValue(1);
        registration.close();
    }

    private void assertWakes(Write write) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AtomicLong head = new AtomicLong();
        try (Registration registration = events.onAppend(() -> {
            head.set(events.head());
            calls.incrementAndGet();
        })) {
            assertThat(registration).isNotNull();
            write.run();
            await().until(() -> calls.get() > 0);
            await().until(() -> head.get() > 0);
        }
    }

    private void appendAndAwait(AtomicInteger calls) {
        int before = calls.get();
        events.append(LOAN, any(), Loans.some(1));
        await().until(() -> calls.get() > before);
    }

    @FunctionalInterface
    private interface Write {
        void run() throws Exception;
    }
}
