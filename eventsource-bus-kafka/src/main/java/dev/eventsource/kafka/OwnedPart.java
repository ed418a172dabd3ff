// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.Arrival;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Inbox;
import dev.eventsource.bus.OwnedPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of a group that this member owns: a partition of the topic, the same one of what is replayed, and the inbox for
 * both.
 *
 * <p>What is handed to the inbox and what is done but not committed are together no more than the inbox may hold: so the
 * next owner, if this one dies, finds the message that killed it among the first that come.
 */
final class OwnedPart implements OwnedPartition {

    private static final Logger log = LoggerFactory.getLogger(OwnedPart.class);

    private final int number;
    private final Membership member;
    private final Map<TopicPartition, Feed> feeds = new ConcurrentHashMap<>();
    private volatile String note = "";
    private volatile boolean lost;
    private volatile boolean wantsRoom;
    private long readAgainNanos = System.nanoTime();
    private boolean unreadable;
    private @Nullable Inbox inbox;

    OwnedPart(int number, Membership member) {
        this.number = number;
        this.member = member;
    }

    int number() {
        return number;
    }

    /** Its inbox is there: before that nothing may come. */
    boolean isOpen() {
        return inbox != null;
    }

    void open(String note, Function<OwnedPart, Inbox> opening) {
        this.note = note;
        this.inbox = opening.apply(this);
    }

    void add(Feed feed) {
        feeds.put(feed.partition(), feed);
    }

    @Nullable
    Feed feed(TopicPartition partition) {
        return feeds.get(partition);
    }

    void remove(TopicPartition partition) {
        feeds.remove(partition);
    }

    boolean has(TopicPartition partition) {
        return feeds.containsKey(partition);
    }

    Collection<TopicPartition> partitions() {
        return feeds.keySet();
    }

    /** Everything polled is in the inbox, and more may come. */
    boolean isHungry() {
        return feeds.values().stream().allMatch(Feed::isEmpty);
    }

    /** Hands on what was polled, what is replayed first. */
    void feed() {
        Inbox to = inbox;
        if (to == null || lost || System.nanoTime() - readAgainNanos < 0) {
            return;
        }
        wantsRoom = !isHungry();
        int room = to.room() - uncommitted();
        while (room > 0) {
            Feed feed = next();
            if (feed == null || !handOn(feed, to)) {
                break;
            }
            room--;
        }
        wantsRoom = !isHungry();
        if (wantsRoom && room <= 0 && to.room() > uncommitted()) {
            member.ring();
        }
    }

    private @Nullable Feed next() {
        Feed found = null;
        for (Feed feed : feeds.values()) {
            if (!feed.isEmpty()
                    && (found == null || KafkaNames.isReplays(feed.partition().topic()))) {
                found = feed;
            }
        }
        return found;
    }

    private boolean handOn(Feed feed, Inbox to) {
        ConsumerRecord<byte[], byte[]> first = feed.first();
        if (first == null) {
            return false;
        }
        try {
            Arrival arrival = member.read(first);
            feed.removeFirst();
            to.arrive(arrival);
            unreadable = false;
            return true;
        } catch (RuntimeException e) {
            readAgainNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            if (!unreadable) {
                unreadable = true;
                log.warn("{} cannot read data at the moment and tries again every second", member, e);
            }
            return false;
        }
    }

    /** How much has changed since the last commit. */
    int uncommitted() {
        return feeds.values().stream().mapToInt(Feed::uncommitted).sum();
    }

    /** Something waits for the next commit to be over. */
    boolean wantsCommit() {
        return wantsRoom || uncommitted() >= member.commitAfter();
    }

    List<Feed.Snapshot> snapshots() {
        List<Feed.Snapshot> snapshots = new ArrayList<>();
        for (Feed feed : feeds.values()) {
            snapshots.add(feed.snapshot(KafkaNames.isReplays(feed.partition().topic()) ? "" : note));
        }
        return snapshots;
    }

    void finish() {
        if (inbox != null) {
            inbox.finish();
        }
    }

    boolean hasEnded() {
        return inbox == null || inbox.hasEnded();
    }

    /** Nothing of it reaches the broker any more. */
    void lose() {
        lost = true;
        interrupt();
    }

    /** Ends what it is about. */
    void interrupt() {
        if (inbox != null) {
            inbox.close();
        }
    }

    @Override
    public boolean isOwned() {
        return !lost && member.isAlive();
    }

    @Override
    public String note() {
        return note;
    }

    @Override
    public void note(String text) throws InterruptedException {
        checkKept();
        note = text;
        member.commitNow();
    }

    @Override
    public void done(Arrival arrival) {
        checkKept();
        Incoming place = (Incoming) arrival.place();
        Feed feed = feeds.get(place.partition());
        if (feed != null && feed.done(place.record().offset()) == member.commitAfter()) {
            member.ring();
        }
    }

    /** Not by somebody who may have a successor: a letter is not fenced as a commit is. */
    @Override
    public void bury(Arrival arrival, DeadMessage letter) {
        if (!isOwned()) {
            throw new BusException("Part " + number + " of " + member + " may belong to another member now");
        }
        member.bury((Incoming) arrival.place(), letter);
    }

    @Override
    public void roomAgain() {
        if (wantsRoom || lost || hasEnded()) {
            wantsRoom = false;
            member.ring();
        }
    }

    private void checkKept() {
        if (lost) {
            throw new BusException("Part " + number + " of " + member + " belongs to another member now");
        }
    }
}
