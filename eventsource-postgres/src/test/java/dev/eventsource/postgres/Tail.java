// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Reads the log from the beginning while it grows, page by page, woken by the storage. */
final class Tail implements AutoCloseable {

    private final EventStore events;
    private final int limit;
    private final Semaphore woken = new Semaphore(1);
    private final List<RecordedEvent> seen = new ArrayList<>();
    private final Registration registration;
    private final Thread thread = new Thread(this::read, "tail");
    private volatile boolean stopping;

    Tail(EventStore events, int limit) {
        this.events = events;
        this.limit = limit;
        this.registration = events.onAppend(woken::release);
        thread.start();
    }

    /** All that was seen when the end of the log was reached after this call. */
    List<RecordedEvent> toTheEnd() throws InterruptedException {
        stopping = true;
        woken.release();
        thread.join();
        return seen;
    }

    private void read() {
        boolean last = false;
        while (true) {
            boolean stop = stopping;
            boolean end = readPage();
            if (end && last) {
                return;
            }
            last = end && stop;
            if (end && !stop) {
                sleep();
            }
        }
    }

    /** A server that is away is asked again. */
    private boolean readPage() {
        try {
            EventPage page = events.readAll(EventQuery.all(), seen.size(), limit);
            seen.addAll(page.events());
            return page.end();
        } catch (StorageException e) {
            sleep();
            return false;
        }
    }

    private void sleep() {
        try {
            woken.tryAcquire(200, TimeUnit.MILLISECONDS);
            woken.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        registration.close();
        stopping = true;
    }
}
