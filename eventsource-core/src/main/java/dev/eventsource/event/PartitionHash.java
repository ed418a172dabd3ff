// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import java.nio.charset.StandardCharsets;

/**
 * By which names are spread over partitions everywhere: the FNV-1a hash of 64 bits of their UTF-8 bytes, as an unsigned
 * number, modulo the number of partitions. That is for ever: another hash would tear sequences apart.
 */
public final class PartitionHash {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private PartitionHash() {}

    /** The partition of this name, from 0. */
    public static int partition(String name, int partitions) {
        return (int) Long.remainderUnsigned(of(name), partitions);
    }

    /** An unsigned number. */
    public static long of(String name) {
        long hash = OFFSET;
        for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * PRIME;
        }
        return hash;
    }
}
