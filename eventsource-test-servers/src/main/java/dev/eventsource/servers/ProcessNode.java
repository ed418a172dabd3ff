// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server that is a child of this JVM, in a folder of its own. */
final class ProcessNode<A> implements Node<A> {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration RESTART_LIMIT = Duration.ofSeconds(20);
    private static final int PORTS_TO_TRY = 10;

    /** Short, as the names of sockets are bounded. */
    private static final Path FOLDERS = Path.of(System.getenv().getOrDefault("EVENTSOURCE_TEST_FOLDER", "/tmp"));

    private final Program<A> program;
    private final Path folder;
    private final Watchdog watchdog;
    private @Nullable ServerProcess process;

    private ProcessNode(Program<A> program, Path folder) {
        this.program = program;
        this.folder = folder;
        this.watchdog = Watchdog.over(folder);
    }

    /** @param programs gives the program with other ports each time: between two looks somebody may take one */
    static <A> ProcessNode<A> start(Supplier<? extends Program<A>> programs) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start(programs.get());
            } catch (StartFailure e) {
                if (attempt == PORTS_TO_TRY || !e.portTaken()) {
                    throw e;
                }
            }
        }
    }

    static <A> ProcessNode<A> start(Program<A> program) {
        ProcessNode<A> node = new ProcessNode<>(program, newFolder(program));
        try {
            program.prepare(node.folder);
            node.launch();
            return node;
        } catch (IOException e) {
            node.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    private static Path newFolder(Program<?> program) {
        try {
            String name = program.name().toLowerCase(Locale.ROOT);
            return Files.createTempDirectory(FOLDERS, "eventsource-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until the shared memory of a killed PostgreSQL is free the next one does not start. */
    private void startOnSamePort() {
        long deadline = System.nanoTime() + RESTART_LIMIT.toNanos();
        while (true) {
            try {
                launch();
                return;
            } catch (StartFailure e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Waiting.pause(Duration.ofMillis(100));
            }
        }
    }

    private void launch() {
        try {
            Path log = folder.resolve("log");
            ServerProcess started = ServerProcess.start(program, folder, log);
            process = started;
            awaitReady(started.main(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(Process started, Path log) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!program.answers(folder)) {
            if (Waiting.endsWithin(Duration.ofMillis(20), started)) {
                throw StartFailure.of(program.name() + " ended with " + started.exitValue() + " when starting", log);
            }
            if (System.nanoTime() - deadline > 0) {
                throw StartFailure.of(program.name() + " did not answer within " + START_LIMIT, log);
            }
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public A admin() {
        return program.admin(folder);
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return program.port();
    }

    @Override
    public String kind() {
        return "private process";
    }

    @Override
    public void kill9() {
        running().kill();
    }

    @Override
    public void stop() {
        running().stop();
    }

    @Override
    public void restart() {
        running().stop();
        startOnSamePort();
    }

    @Override
    public void pause() {
        running().freeze();
    }

    @Override
    public void resume() {
        running().thaw();
    }

    @Override
    public void close() {
        watchdog.close();
        program.close();
    }

    private ServerProcess running() {
        if (process == null) {
            throw new IllegalStateException("The server was never started");
        }
        return process;
    }
}
