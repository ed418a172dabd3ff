// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far a group is in one partition: everything before {@link #low} is done, and some stretches behind it. Both are
 * committed, the stretches as far as they fit into the metadata, so that the next owner begins with what is not done, and
 * the backlog is exact. Guarded by its owner's lock.
 */
final class Progress {

    private final TreeMap<Long, Long> done = new TreeMap<>();
    private long low;
    private long seen;

    Progress(long low) {
        this.low = low;
        this.seen = low;
    }

    /** What was committed; the text behind the first line is somebody else's. */
    static Progress of(OffsetAndMetadata committed) {
        Progress progress = new Progress(committed.offset());
        long at = committed.offset();
        for (String stretch : committed.metadata().split("\n", 2)[0].split(",", -1)) {
            int plus = stretch.indexOf('+');
            if (plus > 0) {
                long from = at + Long.parseLong(stretch.substring(0, plus));
                at = from + Long.parseLong(stretch.substring(plus + 1));
                progress.done.put(from, at);
            }
        }
        return progress;
    }

    /** Everything before it is done. */
    long low() {
        return low;
    }

    /** How many before this are not done. */
    long backlog(long end) {
        long open = end - low;
        for (Map.Entry<Long, Long> stretch : done.entrySet()) {
            open -= stretch.getValue() - stretch.getKey();
        }
        return Math.max(0, open);
    }

    /** A record of this offset comes next; whether it is still to be handled. Offsets without a record are done with. */
    boolean arrives(long offset) {
        passTo(offset);
        boolean open = offset >= low && !isDone(offset);
        seen = Math.max(seen, offset + 1);
        return open;
    }

    /** Nothing that is still to come lies before this offset; whether that is new. */
    boolean passTo(long offset) {
        if (offset <= seen) {
            return false;
        }
        add(seen, offset);
        seen = offset;
        return true;
    }

    /** What lies before this offset is there no more. */
    void startAt(long offset) {
        add(low, offset);
    }

    void done(long offset) {
        add(offset, offset + 1);
    }

    private boolean isDone(long offset) {
        Map.Entry<Long, Long> before = done.floorEntry(offset);
        return before != null && before.getValue() > offset;
    }

    private void add(long from, long to) {
        long start = Math.max(from, low);
        long end = to;
        Map.Entry<Long, Long> near = done.floorEntry(end);
        while (near != null && near.getValue() >= start) {
            start = Math.min(start, near.getKey());
            end = Math.max(end, near.getValue());
            done.remove(near.getKey());
            near = done.floorEntry(end);
        }
        if (start <= low) {
            low = Math.max(low, end);
        } else if (start < end) {
            done.put(start, end);
        }
    }

    /** The stretches that are done behind {@link #low}, the nearest first; at most so many characters. */
    String stretches(int max) {
        StringBuilder text = new StringBuilder();
        long at = low;
        for (Map.Entry<Long, Long> stretch : done.entrySet()) {
            String next = (stretch.getKey() - at) + "+" + (stretch.getValue() - stretch.getKey());
            if (text.length() + next.length() + 1 > max) {
                break;
            }
            text.append(text.isEmpty() ? "" : ",").append(next);
            at = stretch.getValue();
        }
        return text.toString();
    }
}
