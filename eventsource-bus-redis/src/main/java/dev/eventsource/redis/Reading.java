// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;

/**
 * How far a part and its replays were read by its owner. Reading changes nothing in Redis, so a former owner that still
 * reads does no harm.
 */
final class Reading {

    /** About as much is read at once: who reads more makes others wait. */
    private static final long TARGET_BYTES = 4L * 1024 * 1024;

    private static final int MAX_ENTRIES = 1_000;
    private static final int FIRST_ENTRIES = 50;

    private final int partition;
    private String last;
    private String lastReplay = "0-0";
    private int stride = FIRST_ENTRIES;

    Reading(int partition, String last) {
        this.partition = partition;
        this.last = last;
    }

    /** Asks for the next ones, so many at most. */
    Asked ask(Link link, Keys keys, String group, boolean replays, int room) {
        int wanted = Math.min(room, stride);
        return new Asked(
                wanted,
                replays,
                link.send(
                        CommandType.XRANGE,
                        new CommandArgs<>(Link.CODEC)
                                .addKey(replays ? keys.replays(group, partition) : keys.part(partition))
                                .add("(" + (replays ? lastReplay : last))
                                .add("+")
                                .add("COUNT")
                                .add(wanted)));
    }

    /** What has come. */
    List<Entry> take(Asked asked, Reply reply) {
        List<Entry> entries = Entry.of(partition, asked.replays(), reply);
        if (!entries.isEmpty()) {
            String end = entries.get(entries.size() - 1).id();
            if (asked.replays()) {
                lastReplay = end;
            } else {
                last = end;
            }
            long bytes = entries.stream().mapToLong(Entry::bytes).sum();
            long fitting = TARGET_BYTES * entries.size() / Math.max(1, bytes);
            stride = (int) Math.max(1, Math.min(fitting, Math.min(MAX_ENTRIES, stride * 2L)));
        }
        return entries;
    }

    /** @param wanted if fewer come, there are no more */
    record Asked(int wanted, boolean replays, Link.Sent<Reply> sent) {}
}
