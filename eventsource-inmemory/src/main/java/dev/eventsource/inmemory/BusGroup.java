// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.DeadMessages;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.GroupState;
import dev.eventsource.bus.MalformedMessageException;
import dev.eventsource.event.PartitionHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a group has had of a topic, and who is in it. Guarded by the broker's lock. */
final class BusGroup {

    private final InMemoryBroker broker;
    private final InMemoryBroker.Topic topic;
    private final Group group;
    private final List<BusPart> parts = new ArrayList<>();
    private final List<Membership> members = new ArrayList<>();
    private final Map<String, DeadMessage> dead = new LinkedHashMap<>();

    BusGroup(InMemoryBroker broker, InMemoryBroker.Topic topic, Group group) {
        this.broker = broker;
        this.topic = topic;
        this.group = group;
        for (BusLog log : topic.partitions) {
            parts.add(new BusPart(log, group.start() == Group.Start.BEGINNING ? log.first() : log.end()));
        }
    }

    String name() {
        return group.name();
    }

    BusPart part(int partition) {
        return parts.get(partition);
    }

    int size() {
        return parts.size();
    }

    void join(Membership member) {
        broker.locked(() -> members.add(member));
        wakeMembers();
    }

    void leave(Membership member) {
        broker.locked(() -> members.remove(member));
        wakeMembers();
    }

    /** Who shall own this part: the same for all as long as nobody joins or leaves. */
    @Nullable
    Membership chosen(int partition) {
        return members.isEmpty() ? null : members.get(partition % members.size());
    }

    void wakeMembers() {
        broker.locked(() -> new ArrayList<>(members)).forEach(Membership::wake);
    }

    void checkNobodyIsIn() {
        if (!members.isEmpty()) {
            throw new IllegalStateException(
                    "Group " + name() + " has " + members.size() + " living members; close them before deleting it");
        }
    }

    void bury(DeadMessage letter) {
        dead.remove(letter.id());
        dead.put(letter.id(), letter);
    }

    GroupState state() {
        long backlog = parts.stream().mapToLong(BusPart::backlog).sum();
        Optional<Instant> oldest =
                parts.stream().flatMap(part -> part.waitingSince().stream()).min(Comparator.naturalOrder());
        return new GroupState(name(), members.size(), backlog, dead.size(), oldest);
    }

    DeadMessages deadLetters() {
        return new Letters();
    }

    private final class Letters implements DeadMessages {

        @Override
        public List<DeadMessage> list(int limit) {
            DeadMessages.checkLimit(limit);
            return locked(() -> dead.values().stream().limit(limit).toList());
        }

        @Override
        public boolean replay(String id) {
            boolean found = locked(() -> {
                DeadMessage letter = dead.remove(id);
                if (letter != null) {
                    partOf(letter.envelope()).replay(letter.envelope());
                }
                return letter != null;
            });
            wakeMembers();
            return found;
        }

        @Override
        public boolean discard(String id) {
            return locked(() -> dead.remove(id) != null);
        }

        private BusPart partOf(Envelope envelope) {
            return parts.get(PartitionHash.partition(key(envelope), topic.partitions.size()));
        }

        private static String key(Envelope envelope) {
            try {
                return CloudEvents.message(envelope).key();
            } catch (MalformedMessageException e) {
                return "";
            }
        }

        private <R> R locked(Supplier<R> work) {
            return broker.locked(work);
        }
    }
}
