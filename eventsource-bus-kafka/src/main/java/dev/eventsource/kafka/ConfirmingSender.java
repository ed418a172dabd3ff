// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends without a transaction; any number of threads at once.
 *
 * <p>How it works: one idempotent producer, with one batch per partition under way, which never gives up one of them alone.
 * As soon as anything fails, or somebody's time is over, the whole producer is closed before it sends anything else, and
 * all that is under way fails with it: so the broker has a beginning of what was sent to each partition and never a later
 * record without those before it. The next call opens another producer.
 */
final class ConfirmingSender implements RecordSender {

    private final Supplier<Producer<byte[], byte[]>> open;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Producer<byte[], byte[]> current;
    private boolean closed;

    ConfirmingSender(Supplier<Producer<byte[], byte[]>> open, Duration timeout) {
        this.open = open;
        this.timeout = timeout;
    }

    @Override
    public int parts(String topic) {
        return producer().partitionsFor(topic).size();
    }

    @Override
    public Receipt send(List<ProducerRecord<byte[], byte[]>> records) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Producer<byte[], byte[]> producer = producer();
        Round round = new Round(records.size());
        try {
            for (int i = 0; i < records.size() && !round.hasFailed(); i++) {
                send(producer, records.get(i), round, i);
            }
            if (!round.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                round.fail(new TimeoutException("not confirmed in time"));
            }
        } catch (InterruptedException e) {
            round.fail(e);
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            round.fail(e);
        }
        if (round.hasFailed()) {
            discard(producer, Duration.ZERO);
        }
        return round.receipt();
    }

    private void send(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record, Round round, int number) {
        var unused = producer.send(record, (where, failure) -> {
            if (failure == null) {
                round.confirmed(number);
            } else {
                // on the producer's own thread, before it sends anything else
                round.fail(failure);
                discard(producer, Duration.ZERO);
            }
        });
    }

    private Producer<byte[], byte[]> producer() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("it was closed");
            }
            Producer<byte[], byte[]> producer = current == null ? open.get() : current;
            current = producer;
            return producer;
        } finally {
            lock.unlock();
        }
    }

    private void discard(Producer<byte[], byte[]> producer, Duration patience) {
        lock.lock();
        try {
            if (current == producer) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
        RecordSender.end(producer, patience);
    }

    @Override
    public void close(Duration patience) {
        Producer<byte[], byte[]> last;
        lock.lock();
        try {
            closed = true;
            last = current;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            discard(last, patience);
        }
    }

    /** What becomes of the records of one call. */
    private static final class Round {

        private final int size;
        private final BitSet confirmed = new BitSet();
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private @Nullable Throwable failure;

        Round(int size) {
            this.size = size;
        }

        void confirmed(int number) {
            lock.lock();
            try {
                confirmed.set(number);
                if (confirmed.cardinality() == size) {
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        void fail(Throwable why) {
            lock.lock();
            try {
                failure = failure == null ? why : failure;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        boolean hasFailed() {
            lock.lock();
            try {
                return failure != null;
            } finally {
                lock.unlock();
            }
        }

        boolean await(Duration patience) throws InterruptedException {
            lock.lock();
            try {
                long left = patience.toNanos();
                while (failure == null && confirmed.cardinality() < size && left > 0) {
                    left = changed.awaitNanos(left);
                }
                return failure != null || confirmed.cardinality() == size;
            } finally {
                lock.unlock();
            }
        }

        Receipt receipt() {
            lock.lock();
            try {
                List<Integer> unconfirmed = IntStream.range(0, size)
                        .filter(number -> !confirmed.get(number))
                        .boxed()
                        .toList();
                return unconfirmed.isEmpty() ? Receipt.COMPLETE : new Receipt(unconfirmed, failure);
            } finally {
                lock.unlock();
            }
        }
    }
}
