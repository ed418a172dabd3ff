// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition on its way into an inbox: what was polled and found no room yet, and how far the group is. Records come
 * and go on the polling thread, done are they on the inbox's.
 */
final class Feed {

    private final TopicPartition partition;
    private Progress progress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();

    /** So often it has changed, and so many of these changes are committed. */
    private long changes;

    private long committed;

    Feed(TopicPartition partition, Progress progress) {
        this.partition = partition;
        this.progress = progress;
    }

    /** One that the group has never read. */
    static Feed begun(TopicPartition partition, long offset) {
        Feed feed = new Feed(partition, new Progress(offset));
        feed.changes++;
        return feed;
    }

    TopicPartition partition() {
        return partition;
    }

    void polled(List<ConsumerRecord<byte[], byte[]>> records) {
        lock.lock();
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (progress.arrives(record.offset())) {
                    polled.add(record);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The consumer stands here now, whatever lay before. */
    void passed(long offset) {
        lock.lock();
        try {
            if (progress.passTo(offset)) {
                changes++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Everything from here on comes again. */
    void rewind(long offset) {
        lock.lock();
        try {
            progress = new Progress(offset);
            polled.clear();
            changes++;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        return polled.isEmpty();
    }

    @Nullable
    ConsumerRecord<byte[], byte[]> first() {
        return polled.peek();
    }

    void removeFirst() {
        polled.remove();
    }

    /** Returns how many were done since the last commit. */
    int done(long offset) {
        lock.lock();
        try {
            progress.done(offset);
            changes++;
            return uncommitted();
        } finally {
            lock.unlock();
        }
    }

    /** How much has changed since the last commit. */
    int uncommitted() {
        lock.lock();
        try {
            return (int) (changes - committed);
        } finally {
            lock.unlock();
        }
    }

    Snapshot snapshot(String note) {
        lock.lock();
        try {
            return new Snapshot(this, CommittedNote.commit(progress, note), changes);
        } finally {
            lock.unlock();
        }
    }

    /** A state that is to be committed. */
    record Snapshot(Feed feed, OffsetAndMetadata state, long changes) {

        /** May be said of several at once, in any order: what is in one is in all that are taken later. */
        void isCommitted() {
            feed.lock.lock();
            try {
                feed.committed = Math.max(feed.committed, changes);
            } finally {
                feed.lock.unlock();
            }
        }
    }
}
