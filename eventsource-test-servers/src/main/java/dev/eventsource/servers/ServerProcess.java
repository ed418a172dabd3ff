// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A running server with its children: PostgreSQL has one for each connection, and some that write in the background. */
record ServerProcess(Program<?> program, Process main) {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    static ServerProcess start(Program<?> program, Path folder, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.command(folder))
                .directory(folder.resolve("data").toFile())
                .redirectInput(Command.NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        program.environment(builder.environment(), folder);
        return new ServerProcess(program, builder.start());
    }

    /** Freezes the parent first, so that it has no children later than those that are frozen. */
    void freeze() {
        Signal.stop(List.of(main.toHandle()));
        Signal.stop(children());
    }

    void thaw() {
        Signal.send("CONT", children());
        Signal.send("CONT", List.of(main.toHandle()));
    }

    void kill() {
        if (!main.isAlive()) {
            return;
        }
        freeze();
        List<ProcessHandle> all = new ArrayList<>(children());
        all.add(main.toHandle());
        Signal.send("KILL", all);
        Waiting.forEnd(main);
    }

    /** In an orderly way. */
    void stop() {
        if (!main.isAlive()) {
            return;
        }
        thaw();
        Signal.send(program.stopSignal(), List.of(main.toHandle()));
        if (!Waiting.endsWithin(LIMIT, main)) {
            throw new IllegalStateException(program.name() + " did not stop within " + LIMIT);
        }
    }

    private List<ProcessHandle> children() {
        try (Stream<ProcessHandle> children = main.descendants()) {
            return children.toList();
        }
    }
}
