// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Calls the thread that polls from other threads, wherever it is. A consumer's own {@code wakeup()} hits whatever call is
 * next, commits included; this one is aimed at polls, and what it hits by accident is called again.
 */
final class PollAlarm {

    private final Consumer<byte[], byte[]> consumer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private boolean polling;
    private boolean ringing;

    PollAlarm(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** From any thread: there is something to look at. */
    void ring() {
        lock.lock();
        try {
            if (!ringing) {
                ringing = true;
                rung.signalAll();
                if (polling) {
                    consumer.wakeup();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Polls until something comes or somebody rings. */
    ConsumerRecords<byte[], byte[]> poll(Duration patience) {
        Duration wait = begin() ? Duration.ZERO : patience;
        try {
            return consumer.poll(wait);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } finally {
            setPolling(false);
        }
    }

    private boolean begin() {
        lock.lock();
        try {
            boolean hurry = ringing;
            ringing = false;
            polling = true;
            return hurry;
        } finally {
            lock.unlock();
        }
    }

    private void setPolling(boolean now) {
        lock.lock();
        try {
            polling = now;
        } finally {
            lock.unlock();
        }
    }

    /** What happens within a poll, but is none. */
    void within(Runnable callback) {
        setPolling(false);
        try {
            callback.run();
        } finally {
            setPolling(true);
        }
    }

    /** A call of the consumer that an alarm meant for a poll does not end. */
    <R> R call(Supplier<R> call) {
        try {
            return call.get();
        } catch (WakeupException e) {
            return call.get();
        }
    }

    /** Waits outside a poll. */
    void await(Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!ringing && left > 0) {
                left = rung.awaitNanos(left);
            }
            ringing = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
