// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Inbox;
import dev.eventsource.bus.Message;
import dev.eventsource.handling.Handler;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a group.
 *
 * <p>How it works: its worker shows that it lives, takes parts that are nobody's up to its share, gives back what is beyond
 * it once what is being handled there has ended, says what is done and brings the inboxes what comes. All parts are
 * served in one go. It is woken by the bell, by what is done, and by inboxes that have room.
 */
final class Membership {

    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    /** What is done in this time is told at once. */
    private static final Duration TELLING = Duration.ofMillis(5);

    private static final Duration AGAIN = Duration.ofMillis(250);

    private final Place place;
    private final RedisEventBus.Options options;
    private final Bell bell;
    private final Handler<Message> handler;
    private final Ownership ownership;
    private final Traffic traffic;
    private final Map<Integer, Part> parts = new ConcurrentSkipListMap<>();
    private final Consumer<String> rung = this::rung;
    private @Nullable Worker worker;
    private long nextBeat;
    private long nextTelling = System.nanoTime();
    private volatile boolean changed = true;
    private volatile boolean leaving;
    private volatile boolean left;
    private volatile String born;
    private volatile @Nullable String trouble;

    Membership(Place place, Link link, RedisEventBus.Options options, Bell bell, Handler<Message> handler) {
        this.place = place;
        this.options = options;
        this.bell = bell;
        this.handler = handler;
        this.born = place.born();
        String member =
                options.bus().member() + "#" + UUID.randomUUID().toString().substring(0, 8);
        this.ownership = new Ownership(link, place.keys(), place.group().name(), member, options.lease());
        this.traffic = new Traffic(link, place.keys(), place.group().name(), ownership);
    }

    /**
     * Where it belongs.
     *
     * @param born the topic's, as it was found
     */
    record Place(Topics topics, String topic, String born, Group group) {

        Keys keys() {
            return topics.keys(topic);
        }
    }

    /** Returns when it is known to be a member. */
    void join() {
        beat();
        bell.listen(place.keys().bell(), rung);
        worker = Worker.start("eventsource-bus-" + place.group().name(), this::step);
    }

    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void wake() {
        Worker running = worker;
        if (running != null) {
            running.wake();
        }
    }

    /** Begins nothing more. */
    void finish() {
        leaving = true;
        changed = true;
        parts.values().forEach(Part::finish);
        wake();
    }

    /** Waits for what is being handled, and lets others go on. */
    void leave() {
        leaveAll(List.of(this), options.bus().drain());
    }

    /** The same for several, which together wait no longer than one. */
    static void leaveAll(Collection<Membership> all, Duration drain) {
        List<Membership> there = all.stream().filter(member -> !member.left).toList();
        there.forEach(Membership::finish);
        List<Inbox> inboxes = there.stream()
                .flatMap(member -> member.parts.values().stream())
                .map(Part::inbox)
                .toList();
        Inbox.closeAll(inboxes, drain);
        there.forEach(Membership::end);
    }

    private void end() {
        Worker running = worker;
        if (running != null) {
            running.close();
        }
        left = true;
        for (Part part : parts.values()) {
            part.finish(); // it may have been taken just now
            part.inbox().close();
        }
        bell.ignore(place.keys().bell(), rung);
        try {
            release();
            ownership.beat(true, List.of());
        } catch (BusException e) {
            log.debug("Nobody was told that a member left {}: its lease runs out", place, e);
        }
    }

    /** Something was said on the channel: "p" and parts, "r", group and part, "m" and group. */
    private void rung(String text) {
        String[] words = text.split(" ", -1);
        boolean ours = words.length > 1 && words[1].equals(place.group().name());
        switch (words[0]) {
            case "p" -> Stream.of(words).skip(1).forEach(number -> hungry(number, true, false));
            case "r" -> {
                if (ours && words.length > 2) {
                    hungry(words[2], false, true);
                }
            }
            case "m" -> changed |= ours;
            default -> changed = true;
        }
        wake();
    }

    private void hungry(String number, boolean messages, boolean replays) {
        Part part = number.matches("[0-9]{1,9}") ? parts.get(Integer.valueOf(number)) : null;
        if (part != null) {
            part.hunger(messages, replays);
        }
    }

    private Duration step() {
        try {
            if (changed || System.nanoTime() - nextBeat >= 0) {
                beat();
            }
            tell();
            traffic.feed(parts.values());
            release();
            return rest();
        } catch (BusException e) {
            log.debug("Member of {} could not do its work", place, e);
            return AGAIN;
        }
    }

    private Duration rest() {
        if (changed || parts.values().stream().anyMatch(Part::canRead)) {
            return Duration.ZERO;
        }
        long now = System.nanoTime();
        long left = nextBeat - now;
        if (parts.values().stream().anyMatch(part -> part.progress().hasChanged())) {
            left = Math.min(left, nextTelling - now);
        }
        return Duration.ofNanos(Math.max(0, left));
    }

    private void beat() {
        changed = false;
        long now = System.nanoTime();
        List<Part> owned = List.copyOf(parts.values());
        Ownership.Standing standing = ownership.beat(leaving, owned);
        nextBeat = now + options.lease().toNanos() / 3;
        if (standing.isGone()) {
            gone(owned, standing.born());
            return;
        }
        if (!standing.born().equals(born)) {
            born = standing.born();
            lost();
        }
        trouble = null;
        long until = now + options.lease().toNanos();
        for (Part part : owned) {
            if (standing.lost().contains(Integer.toString(part.number()))) {
                part.lose();
            } else {
                part.renewed(until);
                part.hunger(true, true);
            }
        }
        share(standing);
    }

    private void share(Ownership.Standing standing) {
        List<Part> working =
                parts.values().stream().filter(part -> !part.isFinishing()).toList();
        for (int i = standing.share(); i < working.size(); i++) {
            working.get(i).finish();
        }
        List<String> wanted = standing.free().stream()
                .filter(number -> !parts.containsKey(Integer.valueOf(number)))
                .limit(Math.max(0, standing.share() - working.size()))
                .toList();
        if (!wanted.isEmpty() && !leaving) {
            long until = System.nanoTime() + options.lease().toNanos();
            for (Reply taken : ownership.take(wanted)) {
                Part part = new Part(taken, until, ownership, this::wake);
                Inbox.Part named = new Inbox.Part(place.topic(), place.group(), part.number());
                part.open(Inbox.open(named, options.bus(), part, handler));
                parts.put(part.number(), part);
                if (leaving) {
                    part.finish(); // whoever leaves may have looked before it was there
                }
            }
        }
    }

    /** Who deletes a group does not find it here again; but what Redis has lost with all of its topic is made anew. */
    private void gone(List<Part> owned, String bornNow) {
        owned.forEach(Part::lose);
        if (leaving) {
            return;
        }
        if (!bornNow.equals(born)) {
            born = place.topics()
                    .withGroup(place.topic(), place.group().fromBeginning())
                    .born();
            changed = true;
            lost();
        } else if (trouble == null) {
            trouble = "Group " + place.group().name() + " of " + place.topic()
                    + " was deleted while this member was not heard of; subscribe again";
            log.error("{}", trouble);
        }
    }

    private void lost() {
        log.error(
                "Redis has lost topic {} with group {}, which was created again: what was not handled is gone",
                place.topic(),
                place.group().name());
    }

    /** Says what is done, for all parts at once. */
    private void tell() {
        long now = System.nanoTime();
        if (now - nextTelling < 0) {
            return;
        }
        nextTelling = now + TELLING.toNanos();
        traffic.tell(parts.values().stream()
                .filter(part -> !part.isLost() && part.progress().hasChanged())
                .toList());
    }

    /** Gives back what has ended. */
    private void release() {
        List<Part> ended = parts.values().stream()
                .filter(part -> part.isFinishing() && part.inbox().hasEnded())
                .toList();
        if (ended.isEmpty()) {
            return;
        }
        changed = true; // what is nobody's now may be this one's again
        ended.forEach(part -> part.inbox().close());
        ended.stream().filter(Part::isLost).forEach(part -> parts.remove(part.number(), part));
        traffic.release(
                ended.stream().filter(part -> !part.isLost()).toList(), part -> parts.remove(part.number(), part));
    }
}
