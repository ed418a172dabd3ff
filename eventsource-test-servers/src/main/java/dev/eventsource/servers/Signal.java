// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What {@code kill} sends to processes; those that have ended are passed over. */
final class Signal {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path PROCESSES = Path.of("/proc");

    private Signal() {}

    static void send(String name, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -" + name + " \"$@\"; true", "kill"));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        if (!processes.isEmpty()) {
            Command.of(command).run();
        }
    }

    /**
     * Returns when no thread of them runs any more. {@code kill} alone only asks for that: on a busy machine, a third of
     * the processes still answered afterwards. Where there is no {@code /proc}, its word has to do.
     */
    static void stop(List<ProcessHandle> processes) {
        send("STOP", processes);
        Waiting.until(LIMIT, () -> processes.stream().allMatch(Signal::stands));
    }

    private static boolean stands(ProcessHandle process) {
        Path threads = PROCESSES.resolve(Long.toString(process.pid())).resolve("task");
        try (Stream<Path> all = Files.list(threads)) {
            return all.map(Signal::state).noneMatch(state -> "RSD".indexOf(state) >= 0);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException | UncheckedIOException e) {
            return !process.isAlive();
        }
    }

    /** The letter behind the name, which may contain anything (see {@code man 5 proc_pid_stat}); 'X' when it has ended. */
    private static char state(Path thread) {
        try {
            String line = Files.readString(thread.resolve("stat"));
            return line.charAt(line.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'X';
        }
    }
}
