// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.subscription.Running;
import dev.eventsource.tck.Death;
import dev.eventsource.tck.Mortal;
import dev.eventsource.tck.MortalWork;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Works on a subscription until it ends suddenly, at a step of a delivery.
 *
 * <p>Arguments: URL of the store, number of the {@link Death} among all, file for what it has done.
 */
final class MortalProcess {

    static final int CODE = 9;

    private MortalProcess() {}

    public static void main(String[] arguments) throws Exception {
        Death death = Death.all().get(Integer.parseInt(arguments[1]));
        Mortal mortal = new Mortal(death, () -> Runtime.getRuntime().halt(CODE));
        try (Storage storage = Storages.open(arguments[0]);
                BufferedWriter lines = Files.newBufferedWriter(Path.of(arguments[2]));
                Running running = new MortalWork(death, storage, mortal, line -> write(lines, line)).start()) {
            while (System.in.read() >= 0 && !running.subscriptions().isEmpty()) {
                // Until it dies, or the test is over.
            }
        }
    }

    private static void write(BufferedWriter lines, MortalWork.Line line) {
        try {
            lines.write(line + " end\n");
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
