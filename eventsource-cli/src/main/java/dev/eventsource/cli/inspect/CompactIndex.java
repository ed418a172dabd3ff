// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.inspect;

import java.util.UUID;

/**
 * A map from 128-bit names to positive numbers in plain arrays, 24 bytes a slot: millions of entries fit where a
 * HashMap would take a gigabyte. Longer names are hashed to 128 bits, which is as good as exact.
 */
final class CompactIndex {

    private long[] high = new long[1024];
    private long[] low = new long[1024];
    private long[] values = new long[1024];
    private int size;

    /** Sets the value, which must not be 0, and returns the one before, 0 if there was none. */
    long put(UUID name, long value) {
        if (size * 3L > values.length * 2L) {
            grow();
        }
        int slot = slot(name.getMostSignificantBits(), name.getLeastSignificantBits());
        long before = values[slot];
        if (before == 0) {
            size++;
            high[slot] = name.getMostSignificantBits();
            low[slot] = name.getLeastSignificantBits();
        }
        values[slot] = value;
        return before;
    }

    int size() {
        return size;
    }

    private int slot(long h, long l) {
        long mixed = (h ^ Long.rotateLeft(l, 32)) * 0x9E3779B97F4A7C15L;
        int mask = values.length - 1;
        int slot = (int) (mixed >>> 32) & mask;
        while (values[slot] != 0 && (high[slot] != h || low[slot] != l)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldValues = values;
        high = new long[oldValues.length * 2];
        low = new long[oldValues.length * 2];
        values = new long[oldValues.length * 2];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != 0) {
                int slot = slot(oldHigh[i], oldLow[i]);
                high[slot] = oldHigh[i];
                low[slot] = oldLow[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
