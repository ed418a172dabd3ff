// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What became of a message that was sent. */
final class Receipt {

    private final @Nullable String id;
    private final CompletableFuture<Fate> fate = new CompletableFuture<>();
    private volatile boolean returned;

    Receipt(@Nullable String id) {
        this.id = id;
    }

    boolean isFor(@Nullable String other) {
        return id != null && id.equals(other) && !returned;
    }

    /** The broker had no queue for it; its confirmation follows. */
    void returned() {
        returned = true;
    }

    void confirmed() {
        fate.complete(returned ? Fate.RETURNED : Fate.STORED);
    }

    void refused() {
        fate.complete(Fate.REFUSED);
    }

    void lost() {
        fate.complete(Fate.LOST);
    }

    Fate await(Duration patience) throws InterruptedException {
        try {
            return fate.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Fate.SILENT;
        } catch (ExecutionException e) {
            throw new IllegalStateException("It is never completed by an exception", e);
        }
    }

    /** How it ended. */
    enum Fate {
        /** In every queue that it was led to. */
        STORED,
        /** No queue wanted it. */
        RETURNED,
        /** The broker could not store it in all queues. */
        REFUSED,
        /** The channel ended before the broker answered. */
        LOST,
        /** The broker has not answered in time. */
        SILENT
    }
}
