// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Document;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.subscription.Batch;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Partitioning;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of several processes that work on the bank's log until their input ends: {@code outcomes} keeps what became of
 * each loan, exactly once and in batches; {@code seen} writes a line for each event.
 *
 * <p>Arguments: URL of the store, file for the lines.
 */
final class LoanWorker {

    static final String OUTCOMES = "outcomes";
    static final String SEEN = "seen";
    static final int PARTITIONS = 8;
    static final Duration LEASE = Duration.ofSeconds(2);

    private static final int BATCH = 200;

    private LoanWorker() {}

    public static void main(String[] arguments) throws Exception {
        try (Storage storage = Storages.open(arguments[0]);
                BufferedWriter lines = Files.newBufferedWriter(Path.of(arguments[1]));
                Running running = Running.on(storage, Running.Options.DEFAULT.withLease(LEASE))) {
            running.start(Subscription.of(OUTCOMES, EventQuery.all(), new Delivery(LoanWorker::project, BATCH, true))
                    .partitions(PARTITIONS));
            running.start(Subscription.of(
                            SEEN,
                            EventQuery.all(),
                            Delivery.atLeastOnce(delivered -> write(lines, System.nanoTime(), delivered.recorded())))
                    .partitions(PARTITIONS));
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Until the test has seen enough.
            }
        }
    }

    private static void project(Batch batch) {
        Map<String, LoanFold> changed = new LinkedHashMap<>();
        Map<String, Long> versions = new LinkedHashMap<>();
        for (RecordedEvent event : batch.events()) {
            String loan = event.stream().key();
            LoanFold before = changed.computeIfAbsent(loan, key -> {
                var stored = batch.storage().documents().get(OUTCOMES, key);
                versions.put(key, stored.map(Document::version).orElse(0L));
                return stored.map(document -> LoanFold.parse(document.content().json()))
                        .orElse(LoanFold.NOTHING);
            });
            // Fails if one was left out or comes twice.
            changed.put(loan, before.then(event));
        }
        changed.forEach((loan, fold) -> batch.storage()
                .documents()
                .put(
                        OUTCOMES,
                        loan,
                        Payload.of(fold.json()),
                        ExpectedVersion.exactly(versions.getOrDefault(loan, 0L))));
    }

    /** The time is CLOCK_MONOTONIC on Linux, the same for all processes. */
    private static void write(BufferedWriter lines, long time, RecordedEvent event) throws IOException {
        synchronized (lines) {
            lines.write(time + " " + Partitioning.byStream(PARTITIONS).of(event) + " " + event.position() + " "
                    + event.stream() + " " + event.version() + " end\n");
            lines.flush();
        }
    }
}
