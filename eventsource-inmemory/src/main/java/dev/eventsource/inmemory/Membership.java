// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.bus.Arrival;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Inbox;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.OwnedPartition;
import dev.eventsource.handling.Handler;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One member of a group.
 *
 * <p>How it works: its worker looks which parts it shall own, takes those that are free, gives back those that another
 * one shall have once what is being handled there has ended, and feeds the inboxes of its own. It is woken by what is
 * published, by members that come and go, and by inboxes that have room.
 */
final class Membership {

    private final InMemoryBroker broker;
    private final BusGroup stored;
    private final String topic;
    private final Group group;
    private final BusOptions options;
    private final Handler<Message> handler;
    private final Map<Integer, Owned> owned = new ConcurrentSkipListMap<>();
    private @Nullable Worker worker;
    private volatile boolean leaving;
    private volatile boolean dead;

    Membership(
            InMemoryBroker broker,
            BusGroup stored,
            String topic,
            Group group,
            BusOptions options,
            Handler<Message> handler) {
        this.broker = broker;
        this.stored = stored;
        this.topic = topic;
        this.group = group;
        this.options = options;
        this.handler = handler;
    }

    void join() {
        stored.join(this);
        worker = Worker.start("eventsource-bus-" + group.name(), this::step);
    }

    void wake() {
        Worker running = worker;
        if (running != null) {
            running.wake();
        }
    }

    /** Begins nothing more. */
    private void finish() {
        leaving = true;
        stored.leave(this);
        owned.values().forEach(part -> part.inbox.finish());
    }

    /** Waits for what is being handled, and lets others go on. */
    void leave() {
        leave(List.of(this), options.drain());
    }

    /** All of them, which have this time together. */
    static void leave(List<Membership> all, Duration drain) {
        all.forEach(Membership::finish);
        all.forEach(Membership::takeNoMore);
        Inbox.closeAll(
                all.stream()
                        .flatMap(one -> one.owned.values().stream())
                        .map(part -> part.inbox)
                        .toList(),
                drain);
        all.forEach(Membership::release);
    }

    /** Ends as a process does that is killed. */
    void die() {
        dead = true;
        leaving = true;
        owned.values().forEach(part -> part.inbox.close());
        stored.leave(this);
        takeNoMore();
        owned.values().forEach(part -> part.inbox.close());
        release();
    }

    /** When this returns there is no step that takes a part which it found free before this member left. */
    private void takeNoMore() {
        Worker running = worker;
        if (running != null) {
            running.close();
        }
    }

    private void release() {
        broker.locked(() -> {
            owned.values().forEach(Owned::release);
            return true;
        });
        stored.wakeMembers();
    }

    private Duration step() {
        for (int partition = 0; partition < stored.size(); partition++) {
            takeOrGive(partition);
        }
        owned.values().forEach(this::feed);
        return Worker.UNTIL_WOKEN;
    }

    private void takeOrGive(int partition) {
        Owned mine = owned.get(partition);
        boolean wanted = !leaving && broker.locked(() -> stored.chosen(partition) == this);
        if (mine == null && wanted) {
            take(partition);
        } else if (mine != null && !wanted) {
            mine.inbox.finish();
            if (mine.inbox.hasEnded()) {
                mine.inbox.close();
                owned.remove(partition);
                broker.locked(mine::release);
                stored.wakeMembers();
            }
        } else if (mine != null && mine.inbox.hasEnded() && !leaving) {
            // It was wanted elsewhere, and is wanted here again before it was given.
            mine.inbox.close();
            owned.remove(partition);
            broker.locked(mine::release);
            take(partition);
        }
    }

    private void take(int partition) {
        BusPart part = stored.part(partition);
        Owned mine = new Owned(part);
        boolean taken = broker.locked(() -> {
            if (!part.isFree()) {
                return false;
            }
            part.own(mine);
            return true;
        });
        if (taken) {
            mine.open(partition);
            owned.put(partition, mine);
        }
    }

    private void feed(Owned mine) {
        List<BusLog.Entry> entries = broker.locked(() -> mine.part.isOwnedBy(mine)
                ? Stream.generate(mine.part::next)
                        .limit(mine.inbox.room())
                        .takeWhile(entry -> entry != null)
                        .toList()
                : List.<BusLog.Entry>of());
        entries.forEach(entry -> mine.inbox.arrive(new Arrival(entry, entry.envelope())));
    }

    /** A part as this member owns it. */
    private final class Owned implements OwnedPartition {

        private final BusPart part;

        @SuppressWarnings("NullAway.Init")
        private Inbox inbox;

        Owned(BusPart part) {
            this.part = part;
        }

        void open(int number) {
            inbox = Inbox.open(new Inbox.Part(topic, group, number), options, this, handler);
        }

        boolean release() {
            if (part.isOwnedBy(this)) {
                part.own(null);
            }
            return true;
        }

        @Override
        public boolean isOwned() {
            return !dead && broker.locked(() -> part.isOwnedBy(this));
        }

        @Override
        public String note() {
            return broker.locked(() -> {
                check();
                return part.note();
            });
        }

        @Override
        public void note(String note) {
            broker.locked(() -> {
                check();
                part.note(note);
                return true;
            });
        }

        @Override
        public void done(Arrival arrival) {
            broker.locked(() -> {
                check();
                part.done((BusLog.Entry) arrival.place());
                return true;
            });
        }

        @Override
        public void bury(Arrival arrival, DeadMessage letter) {
            broker.locked(() -> {
                check();
                stored.bury(letter);
                return true;
            });
        }

        @Override
        public void roomAgain() {
            wake();
        }

        private void check() {
            if (dead || !part.isOwnedBy(this)) {
                throw new BusException("This part of group " + group.name() + " belongs to another member now");
            }
        }
    }
}
