// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.Operation;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.workflow.OnAbandoned;
import dev.eventsource.workflow.OperationPolicy;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * Does operations with two workers until its input ends, and writes a line for each execution of its handler: the witness.
 *
 * <p>Arguments: URL of the store, file for the lines, whether to end suddenly now and then, what is to happen.
 */
final class OperatingProcess {

    static final String CHARGE = "card.charge";
    static final String BOOK = "ledger.book";
    static final String OPEN = "account.open";

    private OperatingProcess() {}

    public static void main(String[] arguments) throws Exception {
        boolean sudden = Boolean.parseBoolean(arguments[2]);
        Random random = new Random();
        OperationPolicy policy = OperationPolicy.DEFAULT
                .withOnAbandoned(OnAbandoned.RETRY)
                .withRetry(
                        OperationPolicy.DEFAULT.retry().withMaxAttempts(1_000).withFirstDelay(Duration.ofMillis(20)));
        Mishap mishap = Mishap.parse(arguments[3]);
        try (Storage sound = Storages.open(arguments[0]);
                BufferedWriter lines = Files.newBufferedWriter(Path.of(arguments[1]));
                OperationRunner runner = OperationRunner.start(
                        mishap.at(sound),
                        new OperationRouter()
                                .on(CHARGE, policy, context -> {
                                    dieNowAndThen(sudden, random);
                                    write(lines, context.operation());
                                    dieNowAndThen(sudden, random);
                                })
                                .on(OPEN, policy, context -> {
                                    write(lines, context.operation());
                                    context.step("open", () -> context.payload());
                                    context.step("tell", () -> context.payload());
                                })
                                .transactional(BOOK, policy, context -> {
                                    write(lines, context.operation());
                                    dieNowAndThen(sudden, random);
                                }),
                        OperationRunner.Options.DEFAULT.withWorkers(2).withLease(Duration.ofSeconds(2)))) {
            if (mishap.equals(Mishap.NONE)) {
                System.out.println("ready");
            }
            while (System.in.read() >= 0) {
                // Until the test has seen enough.
            }
            runner.stop(Duration.ofSeconds(10));
        }
        System.out.println("done");
    }

    private static void dieNowAndThen(boolean sudden, Random random) {
        if (sudden && random.nextInt(300) == 0) {
            Runtime.getRuntime().halt(9);
        }
    }

    /** The time is CLOCK_MONOTONIC on Linux, the same for all processes. */
    private static void write(BufferedWriter lines, Operation operation) throws IOException {
        synchronized (lines) {
            lines.write(System.nanoTime() + " " + operation.id() + " "
                    + operation.status().attempts() + " " + operation.key().orElse("-") + "\n");
            lines.flush();
        }
    }
}
