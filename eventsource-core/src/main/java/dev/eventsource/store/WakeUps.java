// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to be woken by {@link EventStore#onAppend}; for backends. Thread-safe. */
public final class WakeUps {

    private static final Logger log = LoggerFactory.getLogger(WakeUps.class);

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /** From now on it is called by {@link #wakeAll}, until the registration is closed. */
    public Registration add(Runnable wakeUp) {
        Entry entry = new Entry(wakeUp);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    /** Calls all; one that throws is logged and harms nobody. */
    public void wakeAll() {
        for (Entry entry : entries) {
            try {
                entry.wakeUp.run();
            } catch (RuntimeException | Error e) {
                log.error("A callback of onAppend threw; it must only wake a thread", e);
            }
        }
    }

    /** A class of its own, so that the same callback may be registered twice. */
    private static final class Entry {

        private final Runnable wakeUp;

        Entry(Runnable wakeUp) {
            this.wakeUp = wakeUp;
        }
    }
}
