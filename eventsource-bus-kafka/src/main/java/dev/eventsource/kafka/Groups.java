// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.GroupState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/**
 * The groups at the broker.
 *
 * <p>How it works: a group has committed offsets, which a broker forgets when nobody was a member for some days
 * (offsets.retention.minutes), a topic for what is replayed, and one for its dead letters. Who creates the first of these
 * topics is the one who sets the offsets; the second one says that this has happened. So of several who create a group at
 * the same time only one decides where it begins, and a group whose offsets were forgotten is known from a new one.
 */
final class Groups {

    private final Admin admin;
    private final Clients clients;
    private final KafkaNames names;
    private final Topics topics;
    private final BusOptions options;
    private final LetterBox letters;

    Groups(Admin admin, Clients clients, KafkaNames names, Topics topics, BusOptions options, LetterBox letters) {
        this.admin = admin;
        this.clients = clients;
        this.names = names;
        this.topics = topics;
        this.options = options;
        this.letters = letters;
    }

    /** Into how many parts its topic is cut, after creating what is missing if that is allowed. */
    int ensure(String topic, Group group) {
        String source = names.topic(topic);
        String replays = names.replays(topic, group.name());
        String dead = names.letters(topic, group.name());
        int parts = topics.ensure(source);
        boolean mayCreate = options.topology() == BusOptions.Topology.CREATE;
        int created = topics.parts(replays);
        if (created == 0 && !mayCreate) {
            throw topics.missing("group " + group.name() + " of topic " + source + " (topic " + replays + ")");
        }
        if (created == 0 && topics.create(replays, parts, Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"))) {
            begin(topic, group, parts);
            created = parts;
        } else if (topics.parts(dead) == 0) {
            created = topics.parts(replays);
            complete(topic, group, parts, mayCreate);
        } else {
            created = topics.parts(replays);
        }
        if (created != parts) {
            throw new BusException(ChangedParts.message(clients.failures().hosts(), source, created, parts));
        }
        if (offsets(topic, group.name()).keySet().stream()
                        .filter(where -> where.topic().equals(source))
                        .count()
                < parts) {
            throw new BusException("Kafka " + clients.failures().hosts() + " has forgotten where group " + group.name()
                    + " of topic " + source + " was, as it does when nobody was in it for some days"
                    + " (offsets.retention.minutes). Delete the group and create it again, from the beginning if it must"
                    + " not miss anything");
        }
        return parts;
    }

    /** Refuses if a group was created when the topic had another number of parts. */
    void checkParts(String topic, int parts) {
        for (String group : names(topic)) {
            int created = topics.parts(names.replays(topic, group));
            if (created != 0 && created != parts) {
                throw new BusException(
                        ChangedParts.message(clients.failures().hosts(), names.topic(topic), created, parts));
            }
        }
    }

    private Set<String> names(String topic) {
        return topics.names().stream()
                .flatMap(name -> names.groupOfLetters(topic, name).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Somebody else has begun to create it; he may have died of it. */
    private void complete(String topic, Group group, int parts, boolean mayCreate) {
        String dead = names.letters(topic, group.name());
        if (topics.appears(dead, clients.timeout().dividedBy(2))) {
            return;
        }
        if (!mayCreate) {
            throw topics.missing("topic " + dead);
        }
        begin(topic, group, parts);
    }

    private void begin(String topic, Group group, int parts) {
        if (offsets(topic, group.name()).isEmpty()) {
            OffsetSpec start = group.start() == Group.Start.BEGINNING ? OffsetSpec.earliest() : OffsetSpec.latest();
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            offsets(partitions(names.topic(topic), parts), start)
                    .forEach((where, offset) -> offsets.put(where, new OffsetAndMetadata(offset, "")));
            String id = names.group(topic, group.name());
            clients.await(
                    "create group " + id,
                    admin.alterConsumerGroupOffsets(id, offsets).all());
        }
        topics.create(
                names.letters(topic, group.name()),
                1,
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    /** Whether there was one. */
    boolean delete(String topic, String group) {
        String id = names.group(topic, group);
        if (members(id) > 0) {
            throw lives(group, topic);
        }
        boolean known = true;
        try {
            clients.await(
                    "delete group " + id,
                    admin.deleteConsumerGroups(List.of(id)).all());
        } catch (BusException e) {
            if (e.getCause() instanceof GroupNotEmptyException) {
                throw lives(group, topic);
            }
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
            known = false;
        }
        return topics.delete(List.of(names.letters(topic, group), names.replays(topic, group))) || known;
    }

    private static IllegalStateException lives(String group, String topic) {
        return new IllegalStateException(
                "Group " + group + " of " + topic + " has living members; close them before deleting it");
    }

    List<GroupState> states(String topic) {
        return names(topic).stream().map(group -> state(topic, group)).toList();
    }

    private GroupState state(String topic, String group) {
        Map<TopicPartition, OffsetAndMetadata> committed = offsets(topic, group);
        List<TopicPartition> all = List.of(names.topic(topic), names.replays(topic, group)).stream()
                .flatMap(name -> partitions(name, topics.parts(name)).stream())
                .toList();
        Map<TopicPartition, Long> begins = offsets(all, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(all, OffsetSpec.latest());
        long backlog = 0;
        for (TopicPartition where : all) {
            OffsetAndMetadata at = committed.get(where);
            long begin = begins.getOrDefault(where, 0L);
            Progress progress = at == null ? new Progress(begin) : Progress.of(at);
            progress.startAt(begin);
            backlog += progress.backlog(ends.getOrDefault(where, 0L));
        }
        return new GroupState(
                group,
                members(names.group(topic, group)),
                backlog,
                letters.count(names.letters(topic, group)),
                Optional.empty());
    }

    private int members(String id) {
        try {
            return clients
                    .await(
                            "look at group " + id,
                            admin.describeConsumerGroups(List.of(id)).all())
                    .values()
                    .stream()
                    .mapToInt(found -> found.members().size())
                    .sum();
        } catch (BusException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(String topic, String group) {
        String id = names.group(topic, group);
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(clients.await(
                "look at group " + id,
                admin.listConsumerGroupOffsets(Map.of(id, new ListConsumerGroupOffsetsSpec()))
                        .partitionsToOffsetAndMetadata(id)));
        offsets.values().removeIf(offset -> offset == null);
        return offsets;
    }

    /** Of what consumers can read: what belongs to a transaction that is under way is still to come. */
    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(Function.identity(), where -> which));
        return clients
                .await(
                        "look at offsets",
                        admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                                .all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, found -> offset(found.getValue())));
    }

    private static long offset(ListOffsetsResult.ListOffsetsResultInfo found) {
        return found.offset();
    }

    private static List<TopicPartition> partitions(String topic, int parts) {
        return IntStream.range(0, parts)
                .mapToObj(part -> new TopicPartition(topic, part))
                .toList();
    }
}
