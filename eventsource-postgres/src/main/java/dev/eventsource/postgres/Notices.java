// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.worker.Worker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When to NOTIFY: at once if the last time is long enough ago, else once afterwards for all. A listener drowns in more
 * than some hundred notices a second: the driver does not return from {@code getNotifications} as long as the next one
 * comes within a millisecond.
 *
 * <p>Thread-safe.
 */
final class Notices implements AutoCloseable {

    private static final long GAP = Duration.ofMillis(5).toNanos();

    static final String SEND = "select pg_notify('es_' || 'es_event'::regclass::oid::text, '')";

    /** That something was written which workers of operations may be waiting for. */
    static final String OF_OPERATIONS =
            "select pg_notify('es_' || 'es_event'::regclass::oid::text, '" + Notices.OPERATIONS + "')";

    /** What such a notice says. */
    static final String OPERATIONS = "operations";

    private final Worker.Step send;
    private @Nullable Worker worker;
    private long last = System.nanoTime() - GAP;
    private boolean owed;
    private boolean closed;

    /** @param send sends one, if {@link #take} still says so; what it returns is ignored */
    Notices(Worker.Step send) {
        this.send = send;
    }

    /** Shall one be sent with this commit? If not, one is owed. */
    synchronized boolean take() {
        if (System.nanoTime() - last >= GAP) {
            last = System.nanoTime();
            owed = false;
            return true;
        }
        owe();
        return false;
    }

    /** Is there one that nobody has sent? */
    synchronized boolean owes() {
        return owed;
    }

    /** The one that was taken was not sent after all. */
    synchronized void giveBack() {
        owe();
    }

    /** One is to be sent, soon. */
    synchronized void ask() {
        owe();
    }

    private void owe() {
        if (owed || closed) {
            return;
        }
        owed = true;
        if (worker == null) {
            worker = Worker.start("eventsource-notify", this::step);
        }
        worker.wake();
    }

    private Duration step() throws Exception {
        Duration rest = rest();
        if (rest.isZero()) {
            send.take();
        }
        return rest;
    }

    private synchronized Duration rest() {
        return owed ? Duration.ofNanos(Math.max(0, last + GAP - System.nanoTime())) : Worker.UNTIL_WOKEN;
    }

    @Override
    public void close() {
        Worker running;
        synchronized (this) {
            closed = true;
            owed = false;
            running = worker;
        }
        if (running != null) {
            running.close();
        }
    }
}
