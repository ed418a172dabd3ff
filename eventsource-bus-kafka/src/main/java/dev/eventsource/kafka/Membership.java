// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.Arrival;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Inbox;
import dev.eventsource.bus.Message;
import dev.eventsource.handling.Handler;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one member of a group: its thread, and what its parts need of the bus. */
final class Membership {

    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private final String topic;
    private final Group group;
    private final Handler<Message> handler;
    private final Clients clients;
    private final BusOptions options;
    private final Bus bus;
    private final PollAlarm alarm;
    private final Commits commits;
    private final Member member;
    private final Lifeline lifeline;
    private final Duration drain;
    private final CompletableFuture<Boolean> joined = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable String trouble;
    private volatile boolean leaving;
    private volatile boolean dead;
    private volatile @Nullable Worker worker;

    /** What a membership needs of its bus. */
    record Bus(Clients clients, KafkaNames names, BusOptions options, DataFormat format, LetterBox letters) {}

    /**
     * @param topic by the name that the bus knows it by
     * @param parts in how many that is cut
     */
    Membership(Bus bus, String topic, int parts, Group group, Handler<Message> handler) {
        this.bus = bus;
        this.topic = topic;
        this.group = group;
        this.handler = handler;
        this.clients = bus.clients();
        this.options = bus.options();
        this.drain = shorter(options.drain(), clients.maxPollInterval().dividedBy(2));
        Consumer<byte[], byte[]> consumer = clients.member(bus.names().group(topic, group.name()));
        this.alarm = new PollAlarm(consumer);
        this.lifeline = new Lifeline(options.observer(), consumer.metrics());
        this.commits =
                new Commits(consumer, alarm, clients.timeout(), clients.session(), Math.max(1, options.inFlight() / 2));
        this.member = new Member(
                this,
                consumer,
                alarm,
                commits,
                new Member.Source(
                        bus.names().topic(topic), bus.names().replays(topic, group.name()), parts, group.start()),
                new Member.Patience(drain, clients.timeout()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * Returns when the broker has counted it in; after the time-out it goes on trying, as a broker waits for members that
     * may have died.
     */
    void join() {
        member.join();
        worker = Worker.start("eventsource-kafka-" + this, this::step);
        try {
            joined.get(clients.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            leave();
            throw clients.failures().of("join group " + this, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            log.info("{} is not assigned its parts yet and waits for them", this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration step() throws InterruptedException {
        if (ended.getCount() == 0) {
            return Worker.UNTIL_WOKEN;
        }
        if (leaving || dead) {
            end();
            return Worker.UNTIL_WOKEN;
        }
        try {
            member.turn();
            trouble = null;
            return Duration.ZERO;
        } catch (AuthenticationException | AuthorizationException e) {
            joined.completeExceptionally(e);
            trouble = clients.failures().advice(e);
            throw e;
        } catch (InterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (RuntimeException e) {
            trouble = clients.failures().advice(e);
            throw e;
        } finally {
            lifeline.look();
        }
    }

    private void end() {
        try {
            if (dead) {
                member.abandon();
            } else {
                member.leave();
            }
        } catch (RuntimeException e) {
            log.warn("{} could not leave its group in good order", this, e);
        } finally {
            commits.refuseAll();
            ended.countDown();
        }
    }

    /** It shall not begin. */
    void abandon() {
        dead = true;
        end();
    }

    /** Begins to leave. */
    void finish() {
        leaving = true;
        hurry();
    }

    private void hurry() {
        alarm.ring();
        Worker running = worker;
        if (running != null) {
            running.wake();
        }
    }

    /** Waits for what is being handled, commits, and lets others go on. */
    void leave() {
        finish();
        end(drain.plus(clients.timeout()).plusSeconds(1));
    }

    /** Ends as a process does that is killed: nothing is committed any more, nobody is told. */
    void die() {
        dead = true;
        member.die();
        hurry();
        end(clients.timeout());
    }

    private void end(Duration patience) {
        try {
            if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} did not leave its group within {}", this, patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Worker running = worker;
        if (running != null) {
            running.close();
        }
    }

    /** Why it does not work. */
    Optional<String> trouble() {
        return member.hasSurplus()
                ? Optional.of("the number of parts of topic " + topic + " was changed")
                : Optional.ofNullable(trouble);
    }

    void hasJoined() {
        joined.complete(true);
    }

    OwnedPart part(int number) {
        return new OwnedPart(number, this);
    }

    Inbox inbox(OwnedPart part) {
        return Inbox.open(new Inbox.Part(topic, group, part.number()), options, part, handler);
    }

    void ring() {
        alarm.ring();
    }

    Arrival read(ConsumerRecord<byte[], byte[]> record) {
        return Incoming.read(bus.names().topic(topic), record, bus.format(), options.retry()::isOutage);
    }

    /** Neither thrown out nor too long without a sign from the broker. */
    boolean isAlive() {
        return !dead && commits.isProven();
    }

    void commitNow() throws InterruptedException {
        commits.request();
    }

    int commitAfter() {
        return commits.commitAfter();
    }

    void bury(Incoming place, DeadMessage letter) {
        String reason = place.refusal();
        String box = bus.names().letters(topic, group.name());
        bus.letters()
                .send(
                        "put a message into " + box,
                        List.of(Letter.record(box, place.record(), letter, reason == null ? letter.reason() : reason)));
    }

    @Override
    public String toString() {
        return bus.names().group(topic, group.name());
    }
}
