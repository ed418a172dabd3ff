package dev.eventsource.sqlite;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM that runs a main class of the tests, and dies with the test at the latest. */
record ChildProcess(Process process) implements AutoCloseable {

    static ChildProcess run(Class<?> main, Object... arguments) throws IOException {
        return run(List.of(), main, arguments);
    }

    /** @param prefix a command that runs the rest of its arguments as a command, like {@code unshare -U} */
    static ChildProcess run(List<String> prefix, Class<?> main, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ChildProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    BufferedReader output() {
        return process.inputReader();
    }

    /** Everything it still prints; it must end by itself. */
    List<String> outputToTheEnd() throws Exception {
        List<String> lines = output().lines().toList();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The process does not end");
        }
        return lines;
    }

    /** By {@code kill -9}; what it printed before can still be read. */
    void kill() throws Exception {
        new ProcessBuilder("kill", "-9", String.valueOf(process.pid())).start().waitFor();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
