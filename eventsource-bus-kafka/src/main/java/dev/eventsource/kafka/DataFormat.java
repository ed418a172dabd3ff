// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** How data stands in a record. Kafka does not say that a serializer bears several threads at once, so one comes at a time. */
final class DataFormat {

    private final Serializer<byte[]> serializer;
    private final Deserializer<byte[]> deserializer;
    private final ReentrantLock lock = new ReentrantLock();

    DataFormat(Serializer<byte[]> serializer, Deserializer<byte[]> deserializer) {
        this.serializer = serializer;
        this.deserializer = deserializer;
    }

    byte[] write(String topic, Headers headers, byte[] data) {
        return locked(() -> serializer.serialize(topic, headers, data));
    }

    byte[] read(String topic, Headers headers, byte[] data) {
        return locked(() -> deserializer.deserialize(topic, headers, data));
    }

    private byte[] locked(Supplier<byte[]> work) {
        lock.lock();
        try {
            byte[] bytes = work.get();
            return bytes == null ? new byte[0] : bytes;
        } finally {
            lock.unlock();
        }
    }
}
