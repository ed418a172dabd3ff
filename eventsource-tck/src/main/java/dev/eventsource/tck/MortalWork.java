// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Delivered;
import dev.eventsource.store.Document;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Partitioning;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import dev.eventsource.tck.Death.During;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What a process does until it dies, and its successor after it: counts the events of each stream in a document if it
 * may do so exactly once, and says which event it has handled.
 */
public record MortalWork(Death death, Storage storage, Mortal mortal, Consumer<Line> lines) {

    static final int PARTITIONS = 4;
    static final int STREAMS = 12;
    static final int MAX_ATTEMPTS = 3;
    static final StreamId POISONED = StreamId.of("loan", "0");

    private static final Partitioning PARTITIONING = Partitioning.byStream(PARTITIONS);
    private static final Duration LEASE = Duration.ofMillis(1_500);
    private static final Duration LEASE_OF_TWO = Duration.ofSeconds(3);

    RunningSubscription start(Running running) {
        Subscription subscription = Subscription.of(
                        death.id().name(),
                        EventQuery.all(),
                        death.exactlyOnce() ? Delivery.exactlyOnce(this::handle) : Delivery.atLeastOnce(this::handle))
                .partitions(PARTITIONS);
        return running.start(
                subscription.with(subscription.options().withRetry(Subscribers.QUICK.withMaxAttempts(MAX_ATTEMPTS))));
    }

    /** Begins; closing it ends it, if it is not dead already. */
    public Running start() {
        // What the dead one has left is to be looked at before another one takes it.
        Duration lease = death.during() == During.HAND_OVER ? LEASE_OF_TWO : LEASE;
        Running running = Running.on(new WatchedStorage(storage, mortal), Running.Options.DEFAULT.withLease(lease));
        start(running);
        return running;
    }

    private void handle(Delivered delivered) throws Exception {
        RecordedEvent event = delivered.recorded();
        mortal.before("handler", List.of());
        boolean drained = mortal.isDrained() && partition(event) == 0 && isShared();
        if (drained) {
            mortal.isDraining();
            if (!death.exactlyOnce()) {
                mortal.awaitHandover();
            }
            mortal.before("drained handler", List.of());
        }
        if (isPoison(event)) {
            say("tried", event);
            throw new IllegalStateException("no such customer");
        }
        if (death.exactlyOnce()) {
            count(event, delivered.storage());
        }
        say("handled", event);
        if (drained) {
            mortal.after("drained handler", List.of(), null);
        }
        mortal.after("handler", List.of(), null);
    }

    private boolean isShared() {
        return storage.leases().division(death.id()).members().size() > 1;
    }

    private void say(String what, RecordedEvent event) {
        mortal.note(() -> lines.accept(new Line(System.nanoTime(), what, event.position())));
    }

    private boolean isPoison(RecordedEvent event) {
        return death.during() == During.FAILURES && event.stream().equals(POISONED) && event.version() == 2;
    }

    /** Fails if one was left out or comes twice. */
    private void count(RecordedEvent event, Storage tx) {
        tx.documents()
                .put(
                        death.id().name(),
                        event.stream().key(),
                        Payload.of("{\"last\":" + event.position() + "}"),
                        event.version() == 1
                                ? ExpectedVersion.noStream()
                                : ExpectedVersion.exactly(event.version() - 1));
    }

    static List<String> streams() {
        return IntStream.range(0, STREAMS).mapToObj(String::valueOf).toList();
    }

    static int partition(RecordedEvent event) {
        return PARTITIONING.of(event);
    }

    static long counted(Death death, Storage storage, String key) {
        return storage.documents()
                .get(death.id().name(), key)
                .map(Document::version)
                .orElse(0L);
    }

    /**
     * Something that a process has done.
     *
     * @param time comparable between processes of one machine, where {@link System#nanoTime} is
     * @param what {@code handled}, or {@code tried} in vain
     */
    public record Line(long time, String what, long position) {

        @Override
        public String toString() {
            return time + " " + what + " " + position;
        }

        /** What {@link #toString} gave. */
        public static Line parse(String text) {
            String[] parts = text.split(" ", -1);
            return new Line(Long.parseLong(parts[0]), parts[1], Long.parseLong(parts[2]));
        }
    }
}
