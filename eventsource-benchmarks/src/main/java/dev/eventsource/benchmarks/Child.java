// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A JVM of its own with another program of this jar, which is told by lines what to do and answers by lines. */
final class Child implements AutoCloseable {

    private static final String ADDRESS = "EVENTSOURCE_BENCHMARK_ADDRESS";

    private final Process process;
    private final PrintWriter requests;
    private final BufferedReader answers;

    private Child(Process process) {
        this.process = process;
        this.requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static Child start(Class<?> program, Address address) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // Not as an argument, which every user of the machine may read: it contains the password.
        builder.environment().put(ADDRESS, address.url());
        return new Child(builder.start());
    }

    /** For the child: where its parent's database is. */
    static Address address() {
        String url = System.getenv(ADDRESS);
        if (url == null) {
            throw new IllegalStateException("This program is started by another one");
        }
        return new Address(url);
    }

    void tell(String line) {
        requests.println(line);
    }

    String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException("A child process ended before it answered");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        requests.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        answers.close();
    }
}
