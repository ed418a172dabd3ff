// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.Storages;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the contract leaves to the backend: the URL, and how long one waits for the lock. */
@Timeout(60)
class InMemoryStorageTest {

    @Test
    void it_is_opened_by_url_and_new_every_time() {
        try (Storage first = Storages.open("memory:");
                Storage second = Storages.open("memory:")) {
            first.events().append(append());

            assertThat(first).isInstanceOf(InMemoryStorage.class);
            assertThat(second.events().head()).isZero();
        }
    }

    @Test
    void it_has_no_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Storages.open("memory:loans"))
                .withMessageContaining("write memory:");
    }

    @Test
    void whoever_waits_too_long_for_the_lock_stores_nothing() throws Exception {
        whileTheLockIsHeld(storage -> {
            assertTooLong(() -> storage.events().append(append()));
            assertTooLong(() -> storage.atomically(inside -> true));
            CompletableFuture<AppendResult> future = storage.events().appendAsync(append());
            assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(StorageException.class);
        });
    }

    @Test
    void whoever_is_interrupted_while_waiting_stores_nothing_and_stays_interrupted() throws Exception {
        whileTheLockIsHeld(storage -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> storage.events().append(append()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("nothing was stored");
            assertThat(Thread.interrupted()).isTrue();
        });
    }

    /** What was refused must not be stored afterwards either. */
    private static void whileTheLockIsHeld(Use use) throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (Storage storage = new InMemoryStorage(Clock.systemUTC(), Duration.ofMillis(20))) {
            Thread holder = new Thread(
                    () -> storage.atomically(inside -> {
                        taken.countDown();
                        return awaited(free);
                    }),
                    "holder");
            holder.start();
            taken.await();
            use.of(storage);
            free.countDown();
            holder.join();

            storage.events().append(append());
            assertThat(storage.events().head()).isEqualTo(1);
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertTooLong(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StorageException.class).hasMessageContaining("nothing was stored");
    }

    private static Append append() {
        EventData event = EventData.of(UUID.randomUUID(), "LoanSubmitted", Instant.EPOCH, Payload.of("{}"));
        return Append.to(StreamId.of("loan", "173688"), any(), List.of(event));
    }

    @FunctionalInterface
    private interface Use {
        void of(Storage storage) throws Exception;
    }
}
