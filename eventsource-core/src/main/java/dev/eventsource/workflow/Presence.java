// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import dev.eventsource.worker.Uninterrupted;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many workers are at it, and whether further ones may begin. Thread-safe. */
final class Presence {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rest = lock.newCondition();
    private int busy;
    private boolean closed;

    /** A worker begins; false if he must not. */
    boolean enter() {
        lock.lock();
        try {
            if (!closed) {
                busy++;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            busy--;
            rest.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody begin any more; false if that was so. */
    boolean close() {
        lock.lock();
        try {
            boolean open = !closed;
            closed = true;
            return open;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nobody is at it; false if the time was over before. */
    boolean awaitRest(Duration patience) {
        return Uninterrupted.await(patience, nanos -> {
            lock.lock();
            try {
                long left = nanos;
                while (busy > 0 && left > 0) {
                    left = rest.awaitNanos(left);
                }
                return busy == 0;
            } finally {
                lock.unlock();
            }
        });
    }
}
