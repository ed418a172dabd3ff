// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.worker;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One named daemon thread that takes the same step again and again until it is closed; the only class that starts
 * threads.
 *
 * <p>How it works: a step says how long to rest after it. {@link #wake()} ends the rest, or, if a step is under way,
 * lets the next one follow at once; any number of calls during one step cause one further step. A step that throws is
 * logged once per change of state and tried again after a second. {@link #close()} interrupts and waits for the end of
 * the step; closing twice is harmless.
 */
public final class Worker implements AutoCloseable {

    /** Rest until woken. */
    public static final Duration UNTIL_WOKEN = Duration.ofDays(365);

    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_ON_CLOSE = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Step step;
    private final Thread thread;
    private boolean woken;
    private boolean closed;
    private boolean failing;

    private Worker(String name, Step step) {
        this.step = step;
        this.thread = new Thread(this::loop, name);
        this.thread.setDaemon(true);
    }

    /** Starts a thread of this name; its first step begins at once. */
    public static Worker start(String name, Step step) {
        Worker worker = new Worker(name, step);
        worker.thread.start();
        return worker;
    }

    /** Lets a step begin that sees everything done before this call. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the loop and waits, up to ten seconds, for the step under way, unless called from it. */
    @Override
    public void close() {
        stop();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(PATIENCE_ON_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the loop, interrupting the step under way, without waiting for it. */
    public void stop() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }

    private void loop() {
        while (beginStep()) {
            long rest;
            try {
                rest = step.take().toNanos();
                failing = false;
            } catch (InterruptedException e) {
                rest = 0;
            } catch (Exception | Error e) {
                rest = REST_AFTER_FAILURE.toNanos();
                report(e);
            }
            rest(rest);
        }
    }

    private boolean beginStep() {
        lock.lock();
        try {
            woken = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void rest(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!woken && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            log.debug("{} was interrupted while resting", thread.getName());
        } finally {
            lock.unlock();
        }
    }

    private void report(Throwable e) {
        if (failing || closedNow()) {
            log.debug("{} failed again", thread.getName(), e);
        } else {
            failing = true;
            log.warn(
                    "{} failed and will be tried again every {} ms",
                    thread.getName(),
                    REST_AFTER_FAILURE.toMillis(),
                    e);
        }
    }

    private boolean closedNow() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** One turn of the loop. */
    @FunctionalInterface
    public interface Step {

        /** Does what is to be done and returns how long to rest unless woken. */
        Duration take() throws Exception;
    }
}
