// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM that runs a main class of the tests, and dies with the test at the latest. */
public record ChildProcess(Process process) implements AutoCloseable {

    /** Options for a JVM that is not to live long. */
    public static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    public static ChildProcess run(Class<?> main, Object... arguments) throws IOException {
        return run(List.of(), main, arguments);
    }

    /**
     * Runs the main class behind another command.
     *
     * @param prefix a command that runs the rest of its arguments as a command, like {@code unshare -U}
     */
    public static ChildProcess run(List<String> prefix, Class<?> main, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx128m");
        command.addAll(QUICK_START);
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ChildProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    public BufferedReader output() {
        return process.inputReader();
    }

    /** Everything it still prints; it must end by itself. */
    public List<String> outputToTheEnd() throws Exception {
        List<String> lines = output().lines().toList();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The process does not end");
        }
        return lines;
    }

    /** Freezes it: {@code kill -STOP}. When this returns, it does nothing any more. */
    public void pause() {
        Signal.stop(List.of(process.toHandle()));
    }

    /** Lets it go on after {@link #pause()}. */
    public void resume() {
        Signal.send("CONT", List.of(process.toHandle()));
    }

    /** By {@code kill -9}; what it printed before can still be read. */
    public void kill() throws Exception {
        Signal.send("KILL", List.of(process.toHandle()));
        process.waitFor();
    }

    /** Needs no thread of the common pool, which a test may keep busy: on two cores it has one, and JDK 25 takes no other. */
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
