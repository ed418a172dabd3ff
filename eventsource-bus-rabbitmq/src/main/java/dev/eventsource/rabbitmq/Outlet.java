// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.eventsource.bus.BusException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Stores messages at the broker, on one channel at a time, so that they keep their order. Thread-safe. */
final class Outlet {

    private final Link link;
    private final Duration timeout;
    private final WriteWatch watch;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Sender sender;

    Outlet(Link link, Duration timeout, WriteWatch watch) {
        this.link = link;
        this.timeout = timeout;
        this.watch = watch;
    }

    /** Sends all in order and waits for the answers, up to the time-out. */
    Answers publish(List<Outgoing> all) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        if (!link.takes(timeout)) {
            return new Answers(Collections.nCopies(all.size(), Receipt.Fate.SILENT), null);
        }
        Sender current = sender();
        List<Receipt.Fate> fates = new ArrayList<>(all.size());
        for (Receipt receipt : current.send(all)) {
            fates.add(receipt.await(Duration.ofNanos(end - System.nanoTime())));
        }
        return new Answers(fates, current.end());
    }

    /** How large a frame may be, in which all headers of a message travel; 0 for any. */
    int frame() {
        return link.connection().getFrameMax();
    }

    /** Returns when it is stored in its queue. */
    void store(Outgoing one) {
        Answers answers;
        try {
            answers = publish(List.of(one));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("Interrupted while something was stored at RabbitMQ at " + link.where(), e);
        }
        Receipt.Fate fate = answers.fates().get(0);
        if (fate != Receipt.Fate.STORED) {
            throw failure("Something for " + one.exchange() + " " + one.key(), fate, answers.end());
        }
    }

    /** Sends it without waiting for anything. */
    void tell(Outgoing one) {
        sender().send(List.of(one));
    }

    BusException failure(String what, Receipt.Fate fate, @Nullable ShutdownSignalException end) {
        return new BusException(explained(what, fate, end), end);
    }

    /** What became of it, in words. */
    String explained(String what, Receipt.Fate fate, @Nullable ShutdownSignalException end) {
        String at = " at RabbitMQ at " + link.where();
        return switch (fate) {
            case STORED -> what + " is stored" + at;
            case RETURNED -> what + " reached no queue" + at;
            case REFUSED ->
                what + " was refused" + at
                        + ", as a queue could not store it: look for a length limit in its policies, and at the broker's log";
            case LOST ->
                what + " may or may not be stored" + at + ", as the connection was lost"
                        + (Refusal.in(end).code() == 0
                                ? ""
                                : ": " + Refusal.in(end).text());
            case SILENT ->
                what + " was not confirmed" + at + " within " + timeout
                        + link.blocked()
                                .map(reason -> ": it takes nothing at the moment (" + reason + ")")
                                .orElse(", and may or may not be stored");
        };
    }

    private Sender sender() {
        lock.lock();
        try {
            Sender current = sender;
            if (current == null || !current.isOpen()) {
                current = open();
                sender = current;
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private Sender open() {
        Channel channel = link.channel();
        try {
            return Sender.on(watch, channel);
        } catch (IOException | ShutdownSignalException e) {
            throw link.exception(e);
        }
    }

    /** What became of each, in order. */
    record Answers(List<Receipt.Fate> fates, @Nullable ShutdownSignalException end) {}
}
