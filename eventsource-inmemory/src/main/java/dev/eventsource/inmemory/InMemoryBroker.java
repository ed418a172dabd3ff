// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions.Topology;
import dev.eventsource.bus.DeadMessages;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.GroupState;
import dev.eventsource.event.PartitionHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The topics and groups that several buses share. One lock guards all of it. */
final class InMemoryBroker {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Topic> topics = new TreeMap<>();

    <R> R locked(Supplier<R> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    void publish(String topic, List<String> keys, List<Envelope> envelopes, InMemoryEventBus.Options options) {
        List<BusGroup> groups = locked(() -> {
            Topic known = topic(topic, options);
            known.checkRoom(keys, options.limit());
            for (int i = 0; i < keys.size(); i++) {
                known.partitionOf(keys.get(i)).add(envelopes.get(i));
            }
            known.trim(options.retained());
            return new ArrayList<>(known.groups.values());
        });
        groups.forEach(BusGroup::wakeMembers);
    }

    void create(String topic, Group group, InMemoryEventBus.Options options) {
        locked(() -> {
            Topic known = topic(topic, options);
            if (!known.groups.containsKey(group.name()) && options.bus().topology() != Topology.CREATE) {
                throw new BusException("There is no group " + group.name() + " of topic " + topic
                        + ", and this bus may not create it (BusOptions.topology)");
            }
            return known.groups.computeIfAbsent(group.name(), name -> new BusGroup(this, known, group));
        });
    }

    private Topic topic(String name, InMemoryEventBus.Options options) {
        if (options.bus().topology() != Topology.CREATE && !topics.containsKey(name)) {
            throw new BusException(
                    "There is no topic " + name + ", and this bus may not create it (BusOptions.topology)");
        }
        return topics.computeIfAbsent(name, unknown -> new Topic(options.bus().partitions()));
    }

    BusGroup group(String topic, String group) {
        return locked(() -> {
            Topic known = topics.get(topic);
            BusGroup found = known == null ? null : known.groups.get(group);
            if (found == null) {
                throw new BusException("There is no group " + group + " of topic " + topic);
            }
            return found;
        });
    }

    boolean delete(String topic, String group) {
        return locked(() -> {
            Topic known = topics.get(topic);
            BusGroup found = known == null ? null : known.groups.get(group);
            if (known == null || found == null) {
                return false;
            }
            found.checkNobodyIsIn();
            known.groups.remove(group);
            return true;
        });
    }

    List<GroupState> states(String topic) {
        return locked(() -> {
            Topic known = topics.get(topic);
            return known == null
                    ? List.of()
                    : known.groups.values().stream().map(BusGroup::state).toList();
        });
    }

    DeadMessages deadLetters(String topic, String group) {
        return group(topic, group).deadLetters();
    }

    /** For tests: what somebody else has put there. */
    void publishForeign(String topic, Envelope envelope) {
        List<BusGroup> groups = locked(() -> {
            Topic known = topic(topic, InMemoryEventBus.Options.DEFAULT);
            known.partitionOf("").add(envelope);
            return new ArrayList<>(known.groups.values());
        });
        groups.forEach(BusGroup::wakeMembers);
    }

    /** A log in parts. */
    static final class Topic {

        final List<BusLog> partitions = new ArrayList<>();
        final Map<String, BusGroup> groups = new TreeMap<>();

        Topic(int partitions) {
            for (int i = 0; i < partitions; i++) {
                this.partitions.add(new BusLog());
            }
        }

        BusLog partitionOf(String key) {
            return partitions.get(PartitionHash.partition(key, partitions.size()));
        }

        void checkRoom(List<String> keys, int limit) {
            int[] more = new int[partitions.size()];
            keys.forEach(key -> more[PartitionHash.partition(key, more.length)]++);
            for (int i = 0; i < more.length; i++) {
                if (unhandled(i) + more[i] > limit) {
                    throw new BusException("A part of the topic holds " + unhandled(i) + " messages that group "
                            + slowest(i) + " has not handled, and the limit is " + limit
                            + " (Options.limit); let the group catch up, or delete it");
                }
            }
        }

        private long unhandled(int partition) {
            return partitions.get(partition).end() - lowest(partition);
        }

        private long lowest(int partition) {
            return groups.values().stream()
                    .mapToLong(group -> group.part(partition).low())
                    .min()
                    .orElse(partitions.get(partition).end());
        }

        private @Nullable String slowest(int partition) {
            long lowest = lowest(partition);
            return groups.values().stream()
                    .filter(group -> group.part(partition).low() == lowest)
                    .map(BusGroup::name)
                    .findFirst()
                    .orElse(null);
        }

        void trim(int retained) {
            for (int i = 0; i < partitions.size(); i++) {
                BusLog log = partitions.get(i);
                log.trim(Math.min(lowest(i), log.end() - retained));
            }
        }
    }
}
