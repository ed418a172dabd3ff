// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PairedAssignorTest {

    private static final String TOPIC = "es--loans";
    private static final String REPLAYS = "es--loans--billing--rep";

    private final PairedAssignor assignor = new PairedAssignor();

    @Test
    void replays_go_where_the_same_part_of_the_topic_goes() {
        Map<String, List<TopicPartition>> assigned = assign(4, 4, Map.of("a", List.of(), "b", List.of()));

        assertThat(assigned.values()).allSatisfy(own -> {
            assertThat(own).hasSize(4);
            assertThat(parts(own, TOPIC)).isEqualTo(parts(own, REPLAYS));
        });
    }

    @Test
    void a_part_that_moves_is_taken_away_with_its_replays_before_it_is_given() {
        List<TopicPartition> all = new ArrayList<>();
        for (int part = 0; part < 4; part++) {
            all.add(new TopicPartition(TOPIC, part));
            all.add(new TopicPartition(REPLAYS, part));
        }

        Map<String, List<TopicPartition>> first = assign(4, 4, Map.of("a", all, "b", List.of()));
        assertThat(first.get("a")).hasSize(4);
        assertThat(first.get("b")).isEmpty();

        Map<String, List<TopicPartition>> then = assign(4, 4, Map.of("a", first.get("a"), "b", List.of()));
        assertThat(then.get("a")).containsExactlyInAnyOrderElementsOf(first.get("a"));
        assertThat(then.get("b")).hasSize(4);
        assertThat(parts(then.get("b"), TOPIC)).isEqualTo(parts(then.get("b"), REPLAYS));
    }

    @Test
    void parts_without_replays_are_given_all_the_same() {
        assertThat(assign(4, 0, Map.of("a", List.of())).get("a")).hasSize(4);
    }

    private static Set<Integer> parts(List<TopicPartition> assigned, String topic) {
        return assigned.stream()
                .filter(one -> one.topic().equals(topic))
                .map(TopicPartition::partition)
                .collect(Collectors.toSet());
    }

    private Map<String, List<TopicPartition>> assign(int parts, int replays, Map<String, List<TopicPartition>> owned) {
        Node node = new Node(1, "localhost", 9092);
        List<PartitionInfo> infos = new ArrayList<>();
        IntStream.range(0, parts)
                .forEach(part -> infos.add(new PartitionInfo(TOPIC, part, node, new Node[] {node}, new Node[] {node})));
        IntStream.range(0, replays)
                .forEach(part ->
                        infos.add(new PartitionInfo(REPLAYS, part, node, new Node[] {node}, new Node[] {node})));
        Cluster cluster = new Cluster("c", List.of(node), infos, Set.of(), Set.of());
        Map<String, Subscription> members = new HashMap<>();
        owned.forEach((member, own) -> {
            ByteBuffer data = assignor.subscriptionUserData(Set.of(TOPIC, REPLAYS));
            members.put(member, new Subscription(List.of(TOPIC, REPLAYS), data, own, 1, java.util.Optional.empty()));
        });
        Map<String, Assignment> assigned =
                assignor.assign(cluster, new GroupSubscription(members)).groupAssignment();
        Map<String, List<TopicPartition>> found = new HashMap<>();
        assigned.forEach((member, assignment) -> found.put(member, assignment.partitions()));
        return found;
    }
}
