// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends records and waits for the broker's confirmation. Thread-safe. */
interface RecordSender extends AutoCloseable {

    /** Into how many parts the topic is cut, as far as the client knows at the moment. */
    int parts(String topic);

    /** In this order within each partition; returns when all are confirmed, or one is not. */
    Receipt send(List<ProducerRecord<byte[], byte[]>> records);

    /** Gives up what is under way after this time. */
    void close(Duration patience);

    /** Closes a producer, also in a thread that was interrupted: that one could not wait for the end, and is so again after it. */
    static void end(Producer<byte[], byte[]> producer, Duration patience) {
        boolean interrupted = Thread.interrupted();
        try {
            producer.close(patience);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    default void close() {
        close(Duration.ZERO);
    }

    /**
     * What has become of them.
     *
     * @param unconfirmed their numbers from 0: they may or may not be there
     * @param cause why; null if all are confirmed
     */
    record Receipt(List<Integer> unconfirmed, @Nullable Throwable cause) {

        static final Receipt COMPLETE = new Receipt(List.of(), null);
    }
}
