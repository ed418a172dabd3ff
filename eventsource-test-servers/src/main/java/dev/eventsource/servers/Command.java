// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program that runs for a moment. */
record Command(List<String> words) {

    static final File NOTHING = new File("/dev/null");

    static Command of(String... words) {
        return new Command(List.of(words));
    }

    static Command of(List<String> words) {
        return new Command(words);
    }

    boolean succeeds() {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectInput(NOTHING)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return Waiting.forEnd(process) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    void run() {
        output();
    }

    /** What it printed. */
    String output() {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectInput(NOTHING)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = Waiting.forEnd(process);
            if (code != 0) {
                throw new IllegalStateException(words + " ended with " + code + ":\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
