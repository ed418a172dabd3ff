// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.observe;

import java.util.concurrent.locks.ReentrantLock;

/** Tells an observer of one connection: nothing any more once that it was closed. For backends; thread-safe. */
public final class ObservedConnection implements AutoCloseable {

    private final Observer observer;
    private final String name;
    private final ReentrantLock telling = new ReentrantLock();
    private boolean closed;

    /** @param name what it is for; see {@link Observer#connection} */
    public ObservedConnection(Observer observer, String name) {
        this.observer = observer;
        this.name = name;
    }

    /** It was opened, or lost. */
    public void is(boolean open) {
        telling.lock();
        try {
            if (!closed) {
                observer.connection(name, open);
            }
        } finally {
            telling.unlock();
        }
    }

    /** It was closed on purpose; twice is harmless. */
    @Override
    public void close() {
        telling.lock();
        try {
            if (!closed) {
                closed = true;
                observer.connectionClosed(name);
            }
        } finally {
            telling.unlock();
        }
    }
}
