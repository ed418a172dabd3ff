package dev.eventsource.cli.demo;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Registration;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Builds the loan outcomes while the log grows.
 *
 * <p>How it works: one thread reads the next page behind the table's position, lets the table take rows and position in
 * one transaction, and at the end of the log rests until the store wakes it (or, as a safety net, for some seconds).
 * Interrupted anywhere, it goes on from the table's position.
 */
final class OutcomeProjection implements AutoCloseable {

    private static final EventQuery LOANS = EventQuery.all().inCategory("loan");
    private static final int PAGE = 1000;
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private final EventStore events;
    private final OutcomeTable table;
    private final Latencies latencies;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Worker worker;
    private final Registration registration;
    private long position;
    private @Nullable Throwable failure;

    OutcomeProjection(EventStore events, OutcomeTable table, Latencies latencies) {
        this.events = events;
        this.table = table;
        this.latencies = latencies;
        this.position = table.position();
        if (position > events.head()) {
            throw new Failure("The demo's tables are at position " + position + ", but the log ends at " + events.head()
                    + ": it was rewound; drop demo_outcome and demo_position to build them again");
        }
        this.worker = Worker.start("demo-projection", this::step);
        this.registration = events.onAppend(worker::wake);
    }

    /**
     * Waits until the rows are right up to this position.
     *
     * @throws CompletionException if the projection has failed, with the cause
     */
    void await(long wanted) throws InterruptedException {
        lock.lock();
        try {
            while (position < wanted && failure == null) {
                moved.await();
            }
            if (failure != null) {
                throw new CompletionException(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        registration.close();
        worker.close();
    }

    private Duration step() {
        try {
            EventPage page = events.readAll(LOANS, at(), PAGE);
            if (page.through() == page.after()) {
                return HEARTBEAT;
            }
            if (table.apply(page)) {
                latencies.projected(page.events());
                at(page.through());
            } else {
                at(table.position());
            }
            return page.end() ? HEARTBEAT : Duration.ZERO;
        } catch (RuntimeException | Error e) {
            failed(e);
            return Worker.UNTIL_WOKEN;
        }
    }

    private long at() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    private void at(long now) {
        lock.lock();
        try {
            position = now;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable e) {
        lock.lock();
        try {
            failure = e;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
