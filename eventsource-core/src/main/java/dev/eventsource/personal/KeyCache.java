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

    /** Finds it out and remembers it from the moment before: what changes meanwhile is not missed for longer. */
    Optional<SecretKey> remember(Owner owner, Supplier<Optional<SecretKey>> found) {
        Entry entry = new Entry(nanos.getAsLong(), found.get());
        lock.lock();
        try {
            entries.put(owner, entry);
            var eldest = entries.keySet().iterator();
            while (entries.size() > options.most()) {
                eldest.next();
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
        return entry.key;
    }

    void remove(Owner owner) {
        lock.lock();
        try {
            entries.remove(owner);
        } finally {
            lock.unlock();
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
