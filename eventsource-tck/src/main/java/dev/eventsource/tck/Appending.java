// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.store.Storage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Appends an event every few milliseconds, to one stream after the other, until it is closed. */
public final class Appending implements AutoCloseable {

    private static final int PAUSE_MILLIS = 3;

    private final AtomicBoolean enough = new AtomicBoolean();
    private final CompletableFuture<Void> end;

    private Appending(Storage storage) {
        end = CompletableFuture.runAsync(() -> append(storage), task -> new Thread(task, "appending").start());
    }

    /** Begins to append, in a thread of its own, until it is closed. */
    public static Appending to(Storage storage) {
        return new Appending(storage);
    }

    private void append(Storage storage) {
        try {
            for (int i = 0; !enough.get(); i++) {
                storage.events().append(Loans.loan(i % MortalWork.STREAMS), ExpectedVersion.any(), Loans.some(1));
                Thread.currentThread().join(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        enough.set(true);
        end.join();
    }
}
