// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM with the class path of the tests, which says READY and waits, or ends. */
record AnotherJvm(Process process, BufferedReader output) implements AutoCloseable {

    static AnotherJvm start(Class<?> program, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new AnotherJvm(process, process.inputReader());
    }

    /** What it printed until it was ready or ended. */
    List<String> lines() {
        return output.lines().takeWhile(line -> !line.equals("READY")).toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
