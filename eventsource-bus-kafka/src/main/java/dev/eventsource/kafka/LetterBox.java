// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The dead letters of the groups. A letter is taken out by a record without a value under its key; the broker drops both
 * when it compacts the topic. So looking at a box reads all of it, of which only the places are kept in memory.
 */
final class LetterBox {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Clients clients;
    private final Topics topics;
    private final RecordSender sender;

    LetterBox(Clients clients, Topics topics, RecordSender sender) {
        this.clients = clients;
        this.topics = topics;
        this.sender = sender;
    }

    /**
     * Where one lies.
     *
     * @param key of the record
     */
    private record Place(String key, long offset) {}

    /** What is done with records, one after the other. */
    @FunctionalInterface
    interface Look {

        void at(ConsumerRecord<byte[], byte[]> record);
    }

    long count(String box) {
        return topics.parts(box) == 0
                ? 0
                : read(box, consumer -> (long) places(box, consumer).size());
    }

    /** The oldest, as they stand in the box. */
    List<ConsumerRecord<byte[], byte[]>> oldest(String box, int limit) {
        if (topics.parts(box) == 0) {
            return List.of();
        }
        return read(box, consumer -> {
            List<Long> wanted = places(box, consumer).values().stream()
                    .limit(limit)
                    .map(places -> places.get(places.size() - 1).offset())
                    .toList();
            return records(box, consumer, wanted);
        });
    }

    /** Hands each letter with this id to the taker and takes all of them out after that; whether there was one. */
    boolean take(String box, String id, Look taker) {
        if (topics.parts(box) == 0) {
            return false;
        }
        List<Place> found = read(box, consumer -> {
            List<Place> places = places(box, consumer).getOrDefault(id, List.of());
            if (!places.isEmpty()) {
                records(box, consumer, List.of(places.get(places.size() - 1).offset()))
                        .forEach(taker::at);
            }
            return places;
        });
        send(
                "take a letter out of " + box,
                found.stream()
                        .map(place -> new ProducerRecord<byte[], byte[]>(
                                box, 0, place.key().getBytes(UTF_8), null))
                        .toList());
        return !found.isEmpty();
    }

    void send(String what, List<ProducerRecord<byte[], byte[]>> records) {
        RecordSender.Receipt receipt;
        try {
            receipt = sender.send(records);
        } catch (RuntimeException e) {
            throw clients.failures().of(what, e);
        }
        if (receipt.cause() != null) {
            throw clients.failures().of(what, receipt.cause());
        }
    }

    private interface Reading<R> {

        R of(Consumer<byte[], byte[]> consumer);
    }

    private <R> R read(String box, Reading<R> reading) {
        try (Consumer<byte[], byte[]> consumer = clients.reader()) {
            return reading.of(consumer);
        } catch (RuntimeException e) {
            throw clients.failures().of("read " + box, e);
        }
    }

    /** By the ids of the messages, in the order in which they were given up at last. */
    private Map<String, List<Place>> places(String box, Consumer<byte[], byte[]> consumer) {
        Map<String, Place> byKey = new LinkedHashMap<>();
        Map<String, String> ids = new LinkedHashMap<>();
        readAll(box, consumer, 0, Long.MAX_VALUE, record -> {
            String key = new String(record.key(), UTF_8);
            if (record.value() == null) {
                byKey.remove(key);
                ids.remove(key);
            } else {
                byKey.put(key, new Place(key, record.offset()));
                ids.put(key, Letter.id(record.headers()));
            }
        });
        Map<String, List<Place>> byId = new LinkedHashMap<>();
        byKey.forEach((key, place) -> {
            List<Place> before = byId.remove(ids.get(key));
            List<Place> all = before == null ? new ArrayList<>() : before;
            all.add(place);
            byId.put(String.valueOf(ids.get(key)), all);
        });
        return byId;
    }

    private List<ConsumerRecord<byte[], byte[]>> records(
            String box, Consumer<byte[], byte[]> consumer, List<Long> offsets) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        if (!offsets.isEmpty()) {
            Set<Long> wanted = offsets.stream().collect(Collectors.toSet());
            readAll(box, consumer, offsets.get(0), offsets.get(offsets.size() - 1) + 1, record -> {
                if (wanted.contains(record.offset())) {
                    found.add(record);
                }
            });
        }
        return found;
    }

    private void readAll(String box, Consumer<byte[], byte[]> consumer, long from, long to, Look look) {
        TopicPartition all = new TopicPartition(box, 0);
        consumer.assign(List.of(all));
        long end = Math.min(to, consumer.endOffsets(List.of(all)).getOrDefault(all, 0L));
        long begin = consumer.beginningOffsets(List.of(all)).getOrDefault(all, 0L);
        consumer.seek(all, Math.max(from, begin));
        long patience = System.nanoTime() + clients.timeout().toNanos();
        while (consumer.position(all) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                patience = System.nanoTime() + clients.timeout().toNanos();
                if (record.offset() < end) {
                    look.at(record);
                }
            }
            if (System.nanoTime() - patience > 0) {
                throw clients.failures().of("read " + box, new TimeoutException());
            }
        }
    }
}
