// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.outbox;

import dev.eventsource.bus.Message;
import dev.eventsource.bus.Publisher;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a relay does again and again: take some items, publish them together, and if that fails one by one, so that only
 * the guilty one is held up.
 */
final class RelayRound {

    private static final Logger log = LoggerFactory.getLogger(RelayRound.class);
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();
    private static final Duration BETWEEN_PURGES = Duration.ofMinutes(1);

    /** An outage lasts as long as it likes: without a pause its attempts would spin. */
    private static final Duration LEAST = Duration.ofMillis(100);

    private static final int MAX_ERROR = 1_000;

    private final Source source;
    private final Mapper mapper;
    private final Publisher publisher;
    private final String topic;
    private final Relay.Options options;
    private final String runner = UUID.randomUUID().toString();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong gaveUp = new AtomicLong();
    private final ReentrantLock underWay = new ReentrantLock();
    private volatile boolean finishing;
    private int outages;
    private long purgedNanos = System.nanoTime() - BETWEEN_PURGES.toNanos();

    RelayRound(Source source, Mapper mapper, Publisher publisher, String topic, Relay.Options options) {
        this.source = source;
        this.mapper = mapper;
        this.publisher = publisher;
        this.topic = topic;
        this.options = options;
    }

    long published() {
        return published.get();
    }

    long gaveUp() {
        return gaveUp.get();
    }

    /** Begins nothing more and waits for what is being published, unless it is that which calls. */
    void finish(Duration patience) {
        finishing = true;
        try {
            if (underWay.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                underWay.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round; how long to rest after it. */
    Duration take() throws Exception {
        underWay.lock();
        try {
            return finishing ? Worker.UNTIL_WOKEN : round();
        } finally {
            underWay.unlock();
        }
    }

    private Duration round() throws Exception {
        purge();
        List<Item> items = source.claim(runner, options.batch(), options.lease());
        if (items.isEmpty()) {
            return options.pause();
        }
        Round now = new Round(items);
        try {
            now.together();
            if (!now.open.isEmpty()) {
                now.oneByOne();
            }
            outages = 0;
            return Duration.ZERO;
        } catch (Outage e) {
            outages++;
            if (outages == 1) {
                log.warn("Nothing can be published at the moment, which is tried again: {}", e.reason);
            }
            Duration delay = options.retry().delayAfter(outages, RANDOM);
            return delay.compareTo(LEAST) < 0 ? LEAST : delay;
        } finally {
            settle(now);
        }
    }

    /** An interrupt says that nothing more is to be published; what was published is to be marked all the same. */
    private static void settle(Round round) throws Exception {
        boolean interrupted = Thread.interrupted();
        try {
            round.settle();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void purge() throws Exception {
        if (System.nanoTime() - purgedNanos >= BETWEEN_PURGES.toNanos()) {
            purgedNanos = System.nanoTime();
            source.purge(options.kept());
        }
    }

    /** The items of one round, and what has become of them. */
    private final class Round {

        private final Set<Item> open;
        private final List<Item> done = new ArrayList<>();
        private final Set<Item> firsts = new HashSet<>();
        private final Map<Item, String> givenUpLast = new LinkedHashMap<>();

        Round(List<Item> items) {
            open = new LinkedHashSet<>(items);
            Set<Object> keys = new HashSet<>();
            items.stream().filter(item -> keys.add(order(item))).forEach(firsts::add);
        }

        /** All at once, up to the first of each key that cannot become a message. */
        void together() throws Outage {
            List<Message> messages = new ArrayList<>();
            List<Item> together = new ArrayList<>();
            Set<Object> stopped = new HashSet<>();
            for (Item item : List.copyOf(open)) {
                if (stopped.contains(order(item))) {
                    continue;
                }
                try {
                    mapper.map(item).ifPresent(messages::add);
                    together.add(item);
                } catch (RuntimeException e) {
                    log.debug("An item of an outbox is no message", e);
                    stopped.add(order(item));
                }
            }
            try {
                publisher.publish(topic, messages);
                together.forEach(this::done);
            } catch (RuntimeException e) {
                checkOutage(e, options.isOutage(e));
                log.debug("A batch could not be published; each of it is tried alone", e);
            }
        }

        /** Each alone; behind one that fails for now, those of its key wait. */
        void oneByOne() throws Exception {
            Set<Object> stopped = new HashSet<>();
            for (Item item : List.copyOf(open)) {
                if (finishing) {
                    return;
                }
                if (!stopped.contains(order(item)) && !alone(item)) {
                    stopped.add(order(item));
                }
            }
        }

        /** Whether those of its key may go on. */
        private boolean alone(Item item) throws Exception {
            Optional<Message> message;
            try {
                message = mapper.map(item);
            } catch (RuntimeException e) {
                checkOutage(e, options.retry().isOutage(e));
                return failed(item, e);
            }
            try {
                if (message.isPresent()) {
                    publisher.publish(topic, List.of(message.get()));
                }
            } catch (RuntimeException e) {
                checkOutage(e, options.isOutage(e));
                return failed(item, e);
            }
            done(item);
            return true;
        }

        private boolean failed(Item item, RuntimeException failure) throws Exception {
            int attempt = item.attempts() + 1;
            open.remove(item);
            if (attempt < options.retry().maxAttempts() && options.retry().retries(failure)) {
                source.failed(item, text(failure), options.retry().delayAfter(attempt, RANDOM));
                return false;
            }
            log.error(
                    "An item of an outbox is given up after {} attempts: {}",
                    attempt,
                    failure.getClass().getName());
            if (firsts.contains(item)) {
                givenUpLast.put(item, text(failure));
            } else {
                giveUp(item, text(failure));
            }
            return true;
        }

        private void giveUp(Item item, String error) throws Exception {
            source.gaveUp(item, error);
            gaveUp.incrementAndGet();
        }

        /** What has this in common is published in its order. */
        private static Object order(Item item) {
            return item.key().isEmpty() ? item.place() : item.key();
        }

        private void done(Item item) {
            open.remove(item);
            done.add(item);
        }

        private void checkOutage(RuntimeException failure, boolean isOutage) throws Outage {
            if (isOutage || Thread.currentThread().isInterrupted()) {
                throw new Outage(failure.getClass().getName());
            }
        }

        /**
         * Marks what was published and lets go of the rest. Were the first of a key given up before those behind it are
         * marked, another runner could take these.
         */
        void settle() throws Exception {
            if (!done.isEmpty()) {
                source.published(done);
                published.addAndGet(done.size());
            }
            for (Map.Entry<Item, String> item : givenUpLast.entrySet()) {
                giveUp(item.getKey(), item.getValue());
            }
            if (!open.isEmpty()) {
                source.release(List.copyOf(open));
            }
        }
    }

    private static String text(RuntimeException failure) {
        String text = failure.toString();
        return text.length() > MAX_ERROR ? text.substring(0, MAX_ERROR) : text;
    }

    private static final class Outage extends Exception {

        private static final long serialVersionUID = 1;

        private final String reason;

        Outage(String reason) {
            this.reason = reason;
        }
    }
}
