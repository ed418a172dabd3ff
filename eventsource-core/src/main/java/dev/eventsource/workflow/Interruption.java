// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a handler, but nothing else that its thread does: what the library writes down in between and afterwards
 * is not disturbed. Thread-safe.
 */
final class Interruption {

    /** Why. */
    enum Reason {
        TOO_LONG,
        STOPPED,
        LOST
    }

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread handler;
    private @Nullable Reason reason;

    /** The calling thread runs the handler from here. */
    void begin() {
        lock.lock();
        try {
            handler = Thread.currentThread();
            if (reason != null) {
                handler.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** To here. An interrupt that it has not noticed is forgotten. */
    void end() {
        lock.lock();
        try {
            handler = null;
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** What the library does for the handler in between. */
    <T> T pause(Supplier<T> work) {
        end();
        try {
            return work.get();
        } finally {
            begin();
        }
    }

    /** The first reason counts. */
    void request(Reason why) {
        lock.lock();
        try {
            if (reason == null) {
                reason = why;
                if (handler != null) {
                    handler.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Reason reason() {
        lock.lock();
        try {
            return reason;
        } finally {
            lock.unlock();
        }
    }
}
