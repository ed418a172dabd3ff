// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * For Kafka's client, which makes one of it by its name: gives the parts of a topic to the members of a group as the
 * {@link CooperativeStickyAssignor} does, and each part of what is replayed to the owner of the same part of the topic. So
 * no two members ever handle messages of the same key at once.
 */
public final class PairedAssignor extends CooperativeStickyAssignor {

    @Override
    public String name() {
        return "eventsource-paired";
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        Map<String, Subscription> topics = new HashMap<>();
        String replays = "";
        for (Map.Entry<String, Subscription> member : group.groupSubscription().entrySet()) {
            topics.put(member.getKey(), withoutReplays(member.getValue()));
            for (String topic : member.getValue().topics()) {
                replays = KafkaNames.isReplays(topic) ? topic : replays;
            }
        }
        Map<String, Assignment> assigned =
                super.assign(cluster, new GroupSubscription(topics)).groupAssignment();
        Integer known = cluster.partitionCountForTopic(replays);
        int parts = known == null ? 0 : known;
        Map<String, Assignment> paired = new HashMap<>();
        for (Map.Entry<String, Assignment> member : assigned.entrySet()) {
            List<TopicPartition> all = new ArrayList<>(member.getValue().partitions());
            for (TopicPartition one : member.getValue().partitions()) {
                if (one.partition() < parts) {
                    all.add(new TopicPartition(replays, one.partition()));
                }
            }
            paired.put(member.getKey(), new Assignment(all, member.getValue().userData()));
        }
        return new GroupAssignment(paired);
    }

    private static Subscription withoutReplays(Subscription all) {
        Subscription topics = new Subscription(
                all.topics().stream()
                        .filter(topic -> !KafkaNames.isReplays(topic))
                        .toList(),
                all.userData(),
                all.ownedPartitions().stream()
                        .filter(owned -> !KafkaNames.isReplays(owned.topic()))
                        .toList(),
                all.generationId().orElse(DEFAULT_GENERATION),
                all.rackId());
        Optional<String> instance = all.groupInstanceId();
        topics.setGroupInstanceId(instance);
        return topics;
    }
}
