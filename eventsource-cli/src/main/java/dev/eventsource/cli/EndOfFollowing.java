// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C or SIGTERM end a command that would go on for ever: it finishes its line, closes the store, and the
 * process ends with exit code 0, because that is how such a command is meant to end.
 */
final class EndOfFollowing implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean come;

    private EndOfFollowing() {}

    static EndOfFollowing never() {
        return new EndOfFollowing();
    }

    /** @param sleeping what the command waits for; it is released when the end comes */
    static EndOfFollowing onSignal(Semaphore sleeping) {
        EndOfFollowing end = new EndOfFollowing();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end.come(sleeping), "end-of-following"));
        return end;
    }

    boolean hasCome() {
        return come;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void come(Semaphore sleeping) {
        if (closed.getCount() == 0) {
            return;
        }
        come = true;
        sleeping.release();
        try {
            if (closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
