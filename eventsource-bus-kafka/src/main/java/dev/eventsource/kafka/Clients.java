// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.BusException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the clients of one bus: with the caller's properties, those that do not concern a client left out, and over them
 * those on which the bus's promises rest (https://kafka.apache.org/documentation/#configuration).
 */
final class Clients {

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** What headers may take beside the data: metadata, tags and names, generously. */
    private static final int OVERHEAD = 256 * 1024;

    private final Map<String, Object> given;
    private final KafkaEventBus.Options options;
    private final KafkaFailures failures;

    Clients(Map<String, Object> given, KafkaEventBus.Options options) {
        Object servers = given.get("bootstrap.servers");
        if (servers == null) {
            throw new IllegalArgumentException(
                    "KafkaEventBus: clientProperties need bootstrap.servers, such as broker1:9092,broker2:9092");
        }
        this.given = Map.copyOf(given);
        this.options = options;
        String hosts = servers instanceof Collection<?> many
                ? many.stream().map(String::valueOf).collect(Collectors.joining(","))
                : servers.toString();
        this.failures = new KafkaFailures(hosts, options.bus().timeout());
    }

    KafkaFailures failures() {
        return failures;
    }

    Duration timeout() {
        return options.bus().timeout();
    }

    /** How large a record of the topic may be at most. */
    int maxRecordBytes() {
        return (int) Math.min(Integer.MAX_VALUE - 1024L, (long) options.bus().maxMessageBytes() + OVERHEAD);
    }

    Admin admin() {
        Map<String, Object> all = properties(AdminClientConfig.configNames(), "admin");
        all.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(timeout()));
        all.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(requestTimeout(), millis(timeout())));
        return opened(() -> Admin.create(all));
    }

    /**
     * One that keeps the order within a partition whatever is retried, and gives nothing up on its own: who waits for a
     * record closes it when his time is over. A batch that is given up alone could be overtaken by the next one; so could
     * one that the broker refuses, as it takes any number from a producer that it does not know yet in that partition: hence
     * one request at a time.
     *
     * @param transactionalId "" for none
     */
    Producer<byte[], byte[]> producer(String transactionalId) {
        Map<String, Object> all = properties(ProducerConfig.configNames(), "producer");
        all.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        all.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) millis(timeout()));
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, requestTimeout());
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRecordBytes());
        all.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(32L * 1024 * 1024, 2L * maxRecordBytes()));
        if (!transactionalId.isEmpty()) {
            all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        }
        return opened(() -> new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** A member of a group. */
    Consumer<byte[], byte[]> member(String groupId) {
        Map<String, Object> all = reading();
        all.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        all.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, PairedAssignor.class.getName());
        return opened(() -> new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /** Somebody who only looks. */
    Consumer<byte[], byte[]> reader() {
        Map<String, Object> all = reading();
        all.remove(ConsumerConfig.GROUP_ID_CONFIG);
        all.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        // a request that waits at the end of a topic delays the next one, and closing
        all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        return opened(() -> new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    private Map<String, Object> reading() {
        Map<String, Object> all = properties(ConsumerConfig.configNames(), "consumer");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(timeout()));
        return all;
    }

    /** After which silence the broker takes a member for dead. */
    Duration session() {
        return Duration.ofMillis(consumerSetting(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 45_000));
    }

    /** How long a member may be busy before the broker takes its parts away. */
    Duration maxPollInterval() {
        return Duration.ofMillis(consumerSetting(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 300_000));
    }

    private long consumerSetting(String name, int absent) {
        Object value = given.get(name);
        return value == null ? absent : Long.parseLong(value.toString().trim());
    }

    /** What the broker answers; no longer than the time-out. */
    <T> T await(String what, KafkaFuture<T> future) {
        try {
            return future.get(timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failures.of(what, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw failures.of(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("Interrupted while it was to " + what, e);
        }
    }

    private <C> C opened(Supplier<C> client) {
        try {
            return client.get();
        } catch (RuntimeException e) {
            throw failures.of("open a client", e);
        }
    }

    private Map<String, Object> properties(Set<String> own, String kind) {
        Set<String> others = new HashSet<>(AdminClientConfig.configNames());
        others.addAll(ProducerConfig.configNames());
        others.addAll(ConsumerConfig.configNames());
        others.removeAll(own);
        Map<String, Object> all = new HashMap<>(given);
        all.keySet().removeAll(others);
        all.putIfAbsent("client.id", options.bus().member() + "-" + kind + "-" + COUNT.incrementAndGet());
        return all;
    }

    /** So short that a broker that is silent is not waited for until the very end. */
    private int requestTimeout() {
        return Math.max(1_000, Math.min(30_000, millis(timeout()) / 2));
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }
}
