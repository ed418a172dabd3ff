// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Delivered;
import dev.eventsource.store.Document;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * Works on two subscriptions of 8 partitions until its input ends: {@code outcomes} keeps a document for each loan,
 * exactly once; {@code seen} writes a line for each event.
 *
 * <p>Arguments: URL of the store, file for the lines, whether to end suddenly now and then at some step of a delivery.
 */
final class SubscribingProcess {

    static final String OUTCOMES = "outcomes";

    private SubscribingProcess() {}

    public static void main(String[] arguments) throws Exception {
        boolean sudden = Boolean.parseBoolean(arguments[2]);
        Random random = new Random();
        try (Storage storage = Storages.open(arguments[0]);
                BufferedWriter lines = Files.newBufferedWriter(Path.of(arguments[1]));
                Running running = Running.on(storage, Running.Options.DEFAULT.withLease(Duration.ofSeconds(2)))) {
            running.start(Subscription.of(OUTCOMES, EventQuery.all(), Delivery.exactlyOnce(delivered -> {
                        dieNowAndThen(sudden, random);
                        count(delivered);
                        dieNowAndThen(sudden, random);
                    }))
                    .partitions(8));
            running.start(Subscription.of("seen", EventQuery.all(), Delivery.atLeastOnce(delivered -> {
                        dieNowAndThen(sudden, random);
                        // Long enough for kills to come in the middle.
                        Thread.currentThread().join(2);
                        write(lines, delivered.recorded());
                        dieNowAndThen(sudden, random);
                    }))
                    .partitions(8));
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Until the test has seen enough.
            }
        }
        System.out.println("done");
    }

    private static void dieNowAndThen(boolean sudden, Random random) {
        if (sudden && random.nextInt(4_000) == 0) {
            Runtime.getRuntime().halt(9);
        }
    }

    /** Fails if an event of the loan was left out or comes twice. */
    private static void count(Delivered delivered) {
        RecordedEvent event = delivered.recorded();
        String loan = event.stream().key();
        long versions = delivered
                .storage()
                .documents()
                .get(OUTCOMES, loan)
                .map(Document::version)
                .orElse(0L);
        if (versions != event.version() - 1) {
            throw new IllegalStateException(
                    event.stream() + " has been counted up to " + versions + ", and now comes " + event.version());
        }
        delivered
                .storage()
                .documents()
                .put(
                        OUTCOMES,
                        loan,
                        Payload.of("{\"last\":\"" + event.event().type() + "\"}"),
                        ExpectedVersion.exactly(versions));
    }

    /** The time is CLOCK_MONOTONIC on Linux, the same for all processes. */
    private static void write(BufferedWriter lines, RecordedEvent event) throws IOException {
        synchronized (lines) {
            lines.write(
                    System.nanoTime() + " " + event.position() + " " + event.stream() + " " + event.version() + "\n");
            lines.flush();
        }
    }
}
