// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Inbox;
import dev.eventsource.bus.Message;
import dev.eventsource.handling.Handler;
import dev.eventsource.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a group.
 *
 * <p>How it works: all members know each other's names ({@link Presence}) and compute alike who shall have which part. Who
 * shall have one consumes its queue; the broker delivers when the last owner has closed its channel, which that one does as soon
 * as it has heard of the other and has ended what it was handling. So members that differ for a moment about who is there
 * do no harm. Every second, and when something has changed, the worker proves to the broker that it lives, looks after
 * its parts, and begins anew whatever was lost, on a new connection if need be: nothing of the old one is used there.
 */
final class Membership {

    private static final Logger log = LoggerFactory.getLogger(Membership.class);
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final Links links;
    private final String topic;
    private final Group group;
    private final RabbitEventBus.Options options;
    private final Handler<Message> handler;
    private final TopicNames.GroupNames names;
    private final Outlet talk;
    private final String me;
    private final Map<Integer, Part> owned = new ConcurrentSkipListMap<>();
    private @Nullable Worker worker;
    private volatile @Nullable Presence presence;
    private int parts;
    private long beatAt;

    Membership(Links links, String topic, Group group, RabbitEventBus.Options options, Handler<Message> handler) {
        this.links = links;
        this.topic = topic;
        this.group = group;
        this.options = options;
        this.handler = handler;
        this.names = links.topology().names(topic).group(group.name());
        this.talk = links.outlet();
        this.me = options.bus().member() + " " + UUID.randomUUID();
    }

    /** Returns when the group is there and this is in it. */
    void join() {
        try {
            enter();
        } catch (IOException | ShutdownSignalException e) {
            throw links.inbound().exception(e);
        }
        worker = Worker.start("eventsource-bus-" + group.name(), this::step);
    }

    private void enter() throws IOException {
        parts = links.topology().group(topic, group);
        Channel channel = links.inbound().channel();
        Presence entered = new Presence(me, names, links.inbound(), channel, talk, this::state, this::wake);
        presence = entered;
        entered.open();
        beatAt = System.nanoTime();
    }

    private void wake() {
        Worker running = worker;
        if (running != null) {
            running.wake();
        }
    }

    private Duration step() throws IOException {
        try {
            Presence present = presence;
            if (present == null || present.isLost()) {
                enter();
            } else {
                beat(present);
            }
            arrange();
        } catch (IOException | ShutdownSignalException | BusException e) {
            log.debug("Group {} goes on in a moment", group.name(), e);
            endLost();
            Presence present = presence;
            if (present != null && Refusal.in(e).isMissing()) {
                // Somebody has deleted something; who comes in sees to it that all is there.
                present.close();
            }
        }
        return BEAT;
    }

    private void beat(Presence present) throws IOException {
        if (System.nanoTime() - beatAt >= BEAT.toNanos()) {
            beatAt = System.nanoTime();
            present.prove();
        }
        if (links.outbound().blocked().isEmpty()) {
            present.beat();
        }
    }

    private void arrange() throws IOException {
        endLost();
        Presence present = presence;
        List<String> members = present == null ? List.of(me) : present.members();
        for (int part = 0; part < parts; part++) {
            boolean mine = members.get(part % members.size()).equals(me);
            Part held = owned.get(part);
            if (held == null && mine) {
                take(part);
            } else if (held != null && (!mine || held.holdsLongerThan(options.maxUnacknowledged()))) {
                give(part, held);
            } else if (held != null && held.hasEnded()) {
                // It was wanted elsewhere, and is wanted here again before it was given.
                give(part, held);
                take(part);
            }
        }
    }

    private void take(int part) throws IOException {
        Channel channel = links.inbound().channel();
        Note note = new Note(links.outbound(), talk, names.note(part));
        Part taken =
                new Part(links.inbound(), channel, note, talk, names.dead(), options.bus(), this::isFresh, this::wake);
        taken.open(new Inbox.Part(topic, group, part), names.part(part), options.bus(), handler);
        owned.put(part, taken);
    }

    private void give(int part, Part held) {
        held.finish();
        if (held.hasEnded()) {
            held.close();
            owned.remove(part);
        }
    }

    private void endLost() {
        owned.forEach((part, held) -> {
            if (held.isLost()) {
                give(part, held);
            }
        });
    }

    private boolean isFresh() {
        Presence present = presence;
        return present != null && present.isFresh();
    }

    /** For those who ask: a line for each part, with its number, how many messages are held, and how many may be. */
    private String state() {
        return owned.entrySet().stream()
                .map(part -> part.getKey() + " " + part.getValue().held() + " "
                        + part.getValue().window())
                .collect(Collectors.joining("\n"));
    }

    /** Begins nothing more. */
    void finish() {
        owned.values().forEach(Part::finish);
    }

    /** Waits for what is being handled, and lets others go on. */
    void leave() {
        leaveAll(List.of(this), options.bus().drain());
    }

    /** The same for several, which together wait no longer than one. */
    static void leaveAll(Collection<Membership> all, Duration drain) {
        all.forEach(Membership::takeNoMore);
        List<Inbox> inboxes = all.stream()
                .flatMap(member -> member.owned.values().stream())
                .map(Part::inbox)
                .toList();
        Inbox.closeAll(inboxes, drain);
        all.forEach(Membership::giveBack);
    }

    private void takeNoMore() {
        Worker running = worker;
        if (running != null) {
            running.close();
        }
    }

    private void giveBack() {
        owned.values().forEach(Part::close);
        owned.clear();
        Presence present = presence;
        if (present != null) {
            present.close();
        }
    }
}
