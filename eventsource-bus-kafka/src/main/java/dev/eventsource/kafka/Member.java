// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer in a group; everything here happens on the thread that polls.
 *
 * <p>How it works: a turn commits what is to be committed, opens the parts that were assigned, hands polled records to
 * inboxes with room, pauses the parts whose inboxes have none, and polls, which also keeps the membership alive. A part
 * that is to be given away is drained first, and its state committed.
 */
final class Member implements ConsumerRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(Member.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofMillis(300);
    private static final Duration DRAIN_STEP = Duration.ofMillis(20);

    private final Membership membership;
    private final Consumer<byte[], byte[]> consumer;
    private final PollAlarm alarm;
    private final Commits commits;
    private final Source source;
    private final Patience patience;
    private final NavigableMap<Integer, OwnedPart> parts = new ConcurrentSkipListMap<>();
    private final Set<TopicPartition> assigned = new HashSet<>();
    private long pollBegun = System.nanoTime();
    private volatile boolean dead;
    private volatile boolean surplus;

    /**
     * What it reads.
     *
     * @param topic as the broker calls it
     * @param parts in how many parts that is cut; others are not touched
     */
    record Source(String topic, String replays, int parts, Group.Start start) {}

    /**
     * @param drain how long handlers are waited for
     * @param timeout of calls
     */
    record Patience(Duration drain, Duration timeout) {}

    Member(
            Membership membership,
            Consumer<byte[], byte[]> consumer,
            PollAlarm alarm,
            Commits commits,
            Source source,
            Patience patience) {
        this.membership = membership;
        this.consumer = consumer;
        this.alarm = alarm;
        this.commits = commits;
        this.source = source;
        this.patience = patience;
    }

    void join() {
        consumer.subscribe(List.of(source.topic(), source.replays()), this);
    }

    /** Has the topic more parts than it had? */
    boolean hasSurplus() {
        return surplus;
    }

    void turn() {
        commits.serve(parts.values());
        open();
        parts.values().forEach(OwnedPart::feed);
        commits.soon(parts.values());
        pauseAndResume();
        pollBegun = System.nanoTime();
        ConsumerRecords<byte[], byte[]> records = poll();
        for (TopicPartition partition : records.partitions()) {
            Feed feed = feed(partition);
            if (feed != null) {
                feed.polled(records.records(partition));
            }
        }
        records.nextOffsets().forEach((partition, next) -> {
            Feed feed = feed(partition);
            if (feed != null) {
                feed.passed(next.offset());
            }
        });
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return alarm.poll(POLL);
        } catch (NoOffsetForPartitionException e) {
            // they are being opened, and told where to begin
            return ConsumerRecords.empty();
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach(this::findAgain);
            return ConsumerRecords.empty();
        }
    }

    /** What the group was about to read is there no more. */
    private void findAgain(TopicPartition partition, long wanted) {
        long begin = alarm.call(() -> consumer.beginningOffsets(Set.of(partition), patience.timeout()))
                .getOrDefault(partition, 0L);
        Feed feed = feed(partition);
        if (wanted < begin) {
            log.error(
                    "{}: the broker has deleted messages {} to {} before this group had them; give the topic a longer"
                            + " retention",
                    partition,
                    wanted,
                    begin - 1);
        } else {
            log.error("{}: the broker has lost its end from before {}; all that it has comes again", partition, wanted);
            if (feed != null) {
                feed.rewind(begin);
            }
        }
        consumer.seek(partition, begin);
    }

    private @Nullable Feed feed(TopicPartition partition) {
        OwnedPart part = parts.get(partition.partition());
        return part == null ? null : part.feed(partition);
    }

    private void open() {
        if (assigned.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                alarm.call(() -> consumer.committed(Set.copyOf(assigned), patience.timeout()));
        Map<TopicPartition, Long> begins = begins(assigned.stream()
                .filter(partition -> committed.get(partition) == null)
                .toList());
        for (TopicPartition partition : assigned) {
            OwnedPart part = parts.computeIfAbsent(partition.partition(), membership::part);
            OffsetAndMetadata state = committed.get(partition);
            if (state == null) {
                long begin = begins.getOrDefault(partition, 0L);
                consumer.seek(partition, begin);
                part.add(Feed.begun(partition, begin));
            } else {
                consumer.seek(partition, state);
                part.add(new Feed(partition, Progress.of(state)));
            }
        }
        assigned.clear();
        for (OwnedPart part : parts.values()) {
            TopicPartition main = new TopicPartition(source.topic(), part.number());
            if (!part.isOpen() && part.has(main)) {
                OffsetAndMetadata state = committed.get(main);
                part.open(state == null ? "" : CommittedNote.note(state), membership::inbox);
            }
        }
    }

    /** Of what is replayed everything is for this group; topics without offsets somebody else has created. */
    private Map<TopicPartition, Long> begins(Collection<TopicPartition> unknown) {
        List<TopicPartition> atEnd = unknown.stream()
                .filter(partition -> partition.topic().equals(source.topic()) && source.start() == Group.Start.END)
                .toList();
        Set<TopicPartition> atBeginning = new HashSet<>(unknown);
        atEnd.forEach(atBeginning::remove);
        Map<TopicPartition, Long> all = new HashMap<>();
        if (!atEnd.isEmpty()) {
            all.putAll(alarm.call(() -> consumer.endOffsets(atEnd, patience.timeout())));
        }
        if (!atBeginning.isEmpty()) {
            all.putAll(alarm.call(() -> consumer.beginningOffsets(atBeginning, patience.timeout())));
        }
        return all;
    }

    private void pauseAndResume() {
        List<TopicPartition> pause = new ArrayList<>();
        List<TopicPartition> resume = new ArrayList<>();
        for (OwnedPart part : parts.values()) {
            (part.isOpen() && part.isHungry() ? resume : pause).addAll(part.partitions());
        }
        consumer.pause(pause);
        consumer.resume(resume);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        commits.proven(pollBegun);
        consumer.pause(partitions);
        for (TopicPartition partition : partitions) {
            if (partition.partition() < source.parts()) {
                assigned.add(partition);
                continue;
            }
            // a place that is not read from: without one, nothing else would be read
            consumer.seek(partition, 0);
            if (!surplus) {
                surplus = true;
                log.error(
                        "{} has more parts than the {} that it had: messages in the new ones are not handled, as keys would"
                                + " lose their order",
                        source.topic(),
                        source.parts());
            }
        }
        membership.hasJoined();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        alarm.within(() -> giveAway(partitions));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        alarm.within(() -> {
            assigned.removeAll(partitions);
            for (OwnedPart part : partsOf(partitions)) {
                parts.remove(part.number());
                part.lose();
            }
        });
    }

    private void giveAway(Collection<TopicPartition> partitions) {
        assigned.removeAll(partitions);
        if (!dead) {
            List<OwnedPart> given = partsOf(partitions);
            drain(given);
            commit(given);
        }
    }

    private List<OwnedPart> partsOf(Collection<TopicPartition> partitions) {
        List<OwnedPart> found = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            OwnedPart part = parts.get(partition.partition());
            if (part != null && partition.topic().equals(source.topic())) {
                found.add(part);
            }
        }
        return found;
    }

    /** Lets them end what they are about; who was interrupted may need a moment. */
    private void drain(Collection<OwnedPart> ending) {
        ending.forEach(OwnedPart::finish);
        awaitEnd(ending, patience.drain());
        ending.forEach(OwnedPart::interrupt);
        awaitEnd(ending, GRACE);
    }

    private void awaitEnd(Collection<OwnedPart> ending, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        while (!dead && !ending.stream().allMatch(OwnedPart::hasEnded) && System.nanoTime() - end < 0) {
            commits.serve(parts.values());
            alarm.await(DRAIN_STEP);
        }
    }

    /** Commits where they are, and lets them go. */
    private void commit(Collection<OwnedPart> ended) {
        if (!dead) {
            try {
                commits.now(ended, patience.timeout());
            } catch (RuntimeException e) {
                log.warn("What was handled last could not be committed and will be handled again", e);
            }
        }
        ended.forEach(part -> {
            parts.remove(part.number());
            part.lose();
        });
    }

    /** Leaves in good order; what the broker has to do with it takes no longer than one call may. */
    void leave() {
        List<OwnedPart> all = List.copyOf(parts.values());
        drain(all);
        long end = System.nanoTime() + patience.timeout().toNanos();
        commit(all);
        commits.refuseAll();
        consumer.close(CloseOptions.timeout(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }

    /** From now on nothing is committed. */
    void die() {
        dead = true;
    }

    /** Without a word to the broker, which takes it for alive until its session ends. */
    void abandon() {
        parts.values().forEach(OwnedPart::lose);
        parts.clear();
        commits.refuseAll();
        consumer.close(CloseOptions.timeout(Duration.ZERO)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    }
}
