// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.personal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** What was found out about subjects a short while ago. Thread-safe. */
final class KeyCache {

    private final PersonalKeys.Options options;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Owner, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long forgettings;

    KeyCache(PersonalKeys.Options options, LongSupplier nanos) {
        this.options = options;
        this.nanos = nanos;
    }

    /** What is known of it, which is an empty key if it was forgotten; null if nothing is. */
    @Nullable
    Entry get(Owner owner) {
        lock.lock();
        try {
            Entry entry = entries.get(owner);
            if (entry != null
                    && nanos.getAsLong() - entry.since > options.remembered().toNanos()) {
                entries.remove(owner);
                return null;
            }
            return entry;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Finds it out and remembers it from the moment before: what changes meanwhile is not missed for longer. If anybody was
     * forgotten here meanwhile, it may be out of date already and is not remembered.
     */
    Optional<SecretKey> remember(Owner owner, Supplier<Optional<SecretKey>> found) {
        long before = forgettings();
        Entry entry = new Entry(nanos.getAsLong(), found.get());
        lock.lock();
        try {
            if (forgettings == before) {
                put(owner, entry);
            }
        } finally {
            lock.unlock();
        }
        return entry.key;
    }

    /** Remembers that it was forgotten, whatever was known before. */
    void forgotten(Owner owner) {
        lock.lock();
        try {
            forgettings++;
            put(owner, new Entry(nanos.getAsLong(), Optional.empty()));
        } finally {
            lock.unlock();
        }
    }

    void remove(Owner owner) {
        lock.lock();
        try {
            forgettings++;
            entries.remove(owner);
        } finally {
            lock.unlock();
        }
    }

    private long forgettings() {
        lock.lock();
        try {
            return forgettings;
        } finally {
            lock.unlock();
        }
    }

    private void put(Owner owner, Entry entry) {
        entries.put(owner, entry);
        var eldest = entries.keySet().iterator();
        while (entries.size() > options.most()) {
            eldest.next();
            eldest.remove();
        }
    }

    /**
     * Whose key it is.
     *
     * @param place of the store that keeps it: another one has another key of the same subject
     */
    record Owner(Object place, String tenant, String subject) {}

    /** @param key empty if the subject was forgotten */
    record Entry(long since, Optional<SecretKey> key) {}
}
