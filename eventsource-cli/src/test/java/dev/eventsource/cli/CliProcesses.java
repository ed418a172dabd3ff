// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.servers.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands as processes of their own; none is left behind. */
public final class CliProcesses implements AutoCloseable {

    private final Path err;
    private final List<Process> started = new ArrayList<>();

    /** @param folder takes what the processes write to standard error */
    public CliProcesses(Path folder) {
        this.err = folder.resolve("err");
    }

    /** Starts a command. */
    public Process start(String... args) throws IOException {
        return start(Map.of(), args);
    }

    /** Starts a command with these environment variables besides. */
    public Process start(Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED"); // as ./eventsource does
        }
        command.addAll(ChildProcess.QUICK_START);
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path"), "dev.eventsource.cli.Main"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Waits for its end, and takes what it has said. */
    public Run end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), out, err());
    }

    /** What the last one has written to standard error. */
    public String err() throws IOException {
        return Files.readString(err);
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
    }
}
