// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A process that follows the log of another one's appends. It is told the schema, and later how far to read; then it
 * says when it had each event, by {@link System#nanoTime()}, which on Linux is CLOCK_MONOTONIC: one clock for all
 * processes of a machine.
 */
final class ReaderProcess {

    private static final int PAGE = 1000;

    private ReaderProcess() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        FreshSchema schema = new FreshSchema(Child.address(), in.readLine());
        Semaphore woken = new Semaphore(0);
        List<Seen> seen = new ArrayList<>();
        try (PostgresStore store = PostgresStore.open(schema, 3)) {
            EventStore events = store.storage().events();
            try (Registration hearing = events.onAppend(woken::release)) {
                System.out.println("ready " + hearing);
                long position = 0;
                while (!in.ready()) {
                    position = readToEnd(events, position, seen);
                    // Notices are hints; so a reader looks now and then without one.
                    if (woken.tryAcquire(1, TimeUnit.SECONDS)) {
                        woken.drainPermits();
                    }
                }
                long last = Long.parseLong(in.readLine());
                while (position < last) {
                    position = readToEnd(events, position, seen);
                }
            }
        }
        seen.forEach(event -> System.out.println(event.position() + " " + event.nanos()));
        System.out.println("end");
    }

    private static long readToEnd(EventStore events, long after, List<Seen> seen) {
        long position = after;
        while (true) {
            EventPage page = events.readAll(EventQuery.all(), position, PAGE);
            long now = System.nanoTime();
            for (RecordedEvent event : page.events()) {
                seen.add(new Seen(event.position(), now));
            }
            position = page.through();
            if (page.end()) {
                return position;
            }
        }
    }

    private record Seen(long position, long nanos) {}
}
