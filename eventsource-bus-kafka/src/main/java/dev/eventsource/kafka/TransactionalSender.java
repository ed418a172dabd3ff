// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Sends each call's records in a transaction, one call after the other: consumers that read what is committed see all of
 * them or none. Whoever opens another one with the same id puts this one out of service, for good.
 */
final class TransactionalSender implements RecordSender {

    private final Supplier<Producer<byte[], byte[]>> open;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Producer<byte[], byte[]> current;
    private @Nullable RuntimeException ended;

    TransactionalSender(Supplier<Producer<byte[], byte[]>> open) {
        this.open = open;
    }

    @Override
    public int parts(String topic) {
        lock.lock();
        try {
            if (ended != null) {
                throw ended;
            }
            return producer().partitionsFor(topic).size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Receipt send(List<ProducerRecord<byte[], byte[]>> records) {
        lock.lock();
        try {
            if (ended != null) {
                throw ended;
            }
            return transaction(records);
        } finally {
            lock.unlock();
        }
    }

    private Receipt transaction(List<ProducerRecord<byte[], byte[]>> records) {
        try {
            Producer<byte[], byte[]> producer = producer();
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : records) {
                // what becomes of it, the commit says
                var unused = producer.send(record);
            }
            producer.commitTransaction();
            return Receipt.COMPLETE;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            ended = new IllegalStateException(
                    "another process publishes with the same Options.transactionalId; one of them must end", e);
            return failed(records, ended);
        } catch (KafkaException | IllegalStateException e) {
            // Whether it was committed or is aborted is known, and over, when the next producer has introduced itself.
            return failed(records, e);
        }
    }

    private Producer<byte[], byte[]> producer() {
        if (current == null) {
            Producer<byte[], byte[]> producer = open.get();
            try {
                producer.initTransactions();
            } catch (RuntimeException e) {
                RecordSender.end(producer, Duration.ZERO);
                throw e;
            }
            current = producer;
            return producer;
        }
        return current;
    }

    private Receipt failed(List<ProducerRecord<byte[], byte[]>> records, Throwable cause) {
        discard(Duration.ZERO);
        return new Receipt(IntStream.range(0, records.size()).boxed().toList(), cause);
    }

    private void discard(Duration patience) {
        Producer<byte[], byte[]> last = current;
        current = null;
        if (last != null) {
            RecordSender.end(last, patience);
        }
    }

    @Override
    public void close(Duration patience) {
        lock.lock();
        try {
            ended = ended == null ? new IllegalStateException("it was closed") : ended;
            discard(patience);
        } finally {
            lock.unlock();
        }
    }
}
