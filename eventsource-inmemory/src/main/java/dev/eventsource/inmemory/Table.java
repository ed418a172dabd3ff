// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows by key: those of a base, which does not change meanwhile, and its own changes on top, as with {@link Log}: the
 * committed table has no base, a transaction writes to a draft, and to roll back is to drop it. Rows are immutable. Not
 * thread-safe.
 */
final class Table<K, V> {

    private final @Nullable Table<K, V> base;
    private final Map<K, Optional<V>> changes = new HashMap<>();

    Table() {
        this.base = null;
    }

    private Table(Table<K, V> base) {
        this.base = base;
    }

    /** An empty draft on top of this. */
    Table<K, V> draft() {
        return new Table<>(this);
    }

    Optional<V> get(K key) {
        Optional<V> own = changes.get(key);
        if (own != null) {
            return own;
        }
        return base == null ? Optional.empty() : base.get(key);
    }

    void put(K key, V row) {
        changes.put(key, Optional.of(row));
    }

    void remove(K key) {
        if (base == null) {
            changes.remove(key);
        } else {
            changes.put(key, Optional.empty());
        }
    }

    /** A copy of the rows whose keys are wanted, in no order. */
    Map<K, V> rows(Predicate<K> wanted) {
        Map<K, V> rows = base == null ? new HashMap<>() : base.rows(wanted);
        changes.forEach((key, row) -> {
            if (wanted.test(key)) {
                row.ifPresentOrElse(present -> rows.put(key, present), () -> rows.remove(key));
            }
        });
        return rows;
    }

    /** Makes the draft's changes this table's own. */
    void add(Table<K, V> draft) {
        draft.changes.forEach((key, row) -> row.ifPresentOrElse(present -> put(key, present), () -> remove(key)));
    }
}
