// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import java.util.List;

/**
 * An entry of the stream of a part, or of its replays.
 *
 * @param id the stream's, as Redis writes it
 * @param fields names and values by turns
 */
record Entry(int partition, boolean replayed, String id, List<byte[]> fields) {

    static List<Entry> of(int partition, boolean replayed, Reply read) {
        return read.lists().stream()
                .map(entry -> {
                    @SuppressWarnings("unchecked") // a stream's fields are bytes
                    List<byte[]> fields = (List<byte[]>) entry.list(1).values();
                    return new Entry(partition, replayed, entry.text(0), fields);
                })
                .toList();
    }

    long bytes() {
        return fields.stream().mapToLong(field -> field.length).sum();
    }

    /** Two parts may give the same id. */
    @Override
    public String toString() {
        return (replayed ? "r" : "p") + partition + "/" + id;
    }
}
