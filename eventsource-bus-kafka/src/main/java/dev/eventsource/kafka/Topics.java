// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics at the broker, under the names that it knows them by. */
final class Topics {

    private static final int LOOK_AGAIN_MILLIS = 20;

    private final Admin admin;
    private final Clients clients;
    private final KafkaEventBus.Options options;

    Topics(Admin admin, Clients clients, KafkaEventBus.Options options) {
        this.admin = admin;
        this.clients = clients;
        this.options = options;
    }

    /** Into how many parts it is cut; 0 if there is none. */
    int parts(String name) {
        return get("look at topic " + name, admin.describeTopics(List.of(name)).allTopicNames())
                .flatMap(found -> Optional.ofNullable(found.get(name)))
                .map(found -> found.partitions().size())
                .orElse(0);
    }

    /** Into how many parts the topic is cut, after creating it if it is new and that is allowed. */
    int ensure(String name) {
        int found = parts(name);
        if (found == 0 && options.bus().topology() != BusOptions.Topology.CREATE) {
            throw missing("topic " + name);
        }
        if (found == 0) {
            create(name, options.bus().partitions(), Map.of());
            found = parts(name);
        }
        return found;
    }

    /** Whether it was new. Returns when it can be found. */
    boolean create(String name, int parts, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(clients.maxRecordBytes()));
        NewTopic topic = new NewTopic(
                        name,
                        Optional.of(parts),
                        options.replicationFactor() < 0
                                ? Optional.empty()
                                : Optional.of((short) options.replicationFactor()))
                .configs(all);
        boolean isNew = true;
        try {
            clients.await(
                    "create topic " + name, admin.createTopics(List.of(topic)).all());
        } catch (BusException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
            isNew = false;
        }
        until("find topic " + name + ", which was created,", () -> parts(name) > 0);
        return isNew;
    }

    Set<String> names() {
        return clients.await("list topics", admin.listTopics().names());
    }

    /** Whether any was there. Returns when they are gone. */
    boolean delete(Collection<String> names) {
        boolean any = false;
        for (String name : names) {
            KafkaFuture<Boolean> deleted =
                    admin.deleteTopics(List.of(name)).all().thenApply(nothing -> true);
            if (get("delete topic " + name, deleted).isPresent()) {
                any = true;
            }
            until("see topic " + name + " go, which was deleted,", () -> parts(name) == 0 && !names().contains(name));
        }
        return any;
    }

    BusException missing(String what) {
        return new BusException(
                "There is no " + what + " at Kafka " + clients.failures().hosts()
                        + ", and this bus may not create it: BusOptions.topology is "
                        + options.bus().topology() + ". Create it, or let the bus do it");
    }

    /** Waits until it is there; whether it is. */
    boolean appears(String name, Duration patience) {
        return waitsFor(() -> parts(name) > 0, patience);
    }

    /** Brokers hear of changes one after the other. */
    private void until(String what, BooleanSupplier condition) {
        if (!waitsFor(condition, clients.timeout())) {
            throw clients.failures().of(what, new TimeoutException());
        }
    }

    private static boolean waitsFor(BooleanSupplier condition, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - end > 0) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("Interrupted while it waited for Kafka", e);
        }
    }

    /** Empty if there is no such topic. */
    private <T> Optional<T> get(String what, KafkaFuture<T> future) {
        try {
            return Optional.of(clients.await(what, future));
        } catch (BusException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
