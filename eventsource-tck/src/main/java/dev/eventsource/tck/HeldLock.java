// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.Storage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The store's write lock in the hands of another thread, so that appends must wait in the queue until it lets go. */
final class HeldLock implements AutoCloseable {

    private static final StreamId HELD = StreamId.of("held", "lock");

    private final CountDownLatch free = new CountDownLatch(1);
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private HeldLock() {}

    /** Takes the lock, by an append that is taken back in the end; returns when it is held. */
    static HeldLock of(Storage storage) throws Exception {
        return of(storage, inside -> inside.events().append(HELD, ExpectedVersion.any(), Loans.some(1)), true);
    }

    /** Does this with the storage handed in, which must append; returns when it is done, with the lock held. */
    static HeldLock of(Storage storage, Storage.Work<?, Exception> work) throws Exception {
        return of(storage, work, false);
    }

    private static HeldLock of(Storage storage, Storage.Work<?, Exception> work, boolean takeBack) throws Exception {
        HeldLock held = new HeldLock();
        CompletableFuture<Void> taken = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        storage.atomically(inside -> {
                            work.in(inside);
                            taken.complete(null);
                            held.free.await(1, TimeUnit.MINUTES);
                            if (takeBack) {
                                throw new TakenBack();
                            }
                            return true;
                        });
                        held.done.complete(null);
                    } catch (TakenBack e) {
                        held.done.complete(null);
                    } catch (Exception e) {
                        taken.completeExceptionally(e);
                        held.done.completeExceptionally(e);
                    }
                },
                "holds-the-write-lock");
        thread.setDaemon(true);
        thread.start();
        taken.get(1, TimeUnit.MINUTES);
        return held;
    }

    /** Lets the work return and waits until it is committed. */
    void release() throws Exception {
        letGo();
        done.get(1, TimeUnit.MINUTES);
    }

    /** Lets the work return. */
    void letGo() {
        free.countDown();
    }

    @Override
    public void close() {
        letGo();
    }

    private static final class TakenBack extends Exception {

        private static final long serialVersionUID = 1;
    }
}
