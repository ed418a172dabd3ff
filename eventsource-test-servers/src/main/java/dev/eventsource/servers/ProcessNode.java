package dev.eventsource.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server that is a child of this JVM, in a folder of its own. */
final class ProcessNode implements PostgresNode {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration RESTART_LIMIT = Duration.ofSeconds(20);
    private static final int PORTS_TO_TRY = 10;

    private final Cluster cluster;
    private final Path folder;
    private final List<String> settings;
    private final Watchdog watchdog;
    private int port;
    private @Nullable ServerProcess process;

    private ProcessNode(Cluster cluster, Path folder, List<String> settings) {
        this.cluster = cluster;
        this.folder = folder;
        this.settings = settings;
        this.watchdog = Watchdog.over(folder);
    }

    /** Why there can be no such server here, if so. */
    static Optional<String> obstacle() {
        if (Binaries.forThisMachine().isEmpty()) {
            return Optional.of("no binaries for " + Binaries.platform() + " on the class path");
        }
        return Account.detected() == Account.NONE
                ? Optional.of(
                        "neither root nor a user without a name can run it, and neither unshare nor setpriv works here")
                : Optional.empty();
    }

    static ProcessNode start(List<String> settings) {
        Binaries binaries = Binaries.forThisMachine().orElseThrow();
        return start(Cluster.of(binaries, Account.detected()), settings);
    }

    static ProcessNode start(Cluster cluster, List<String> settings) {
        ProcessNode node = new ProcessNode(cluster, newFolder(cluster.account()), settings);
        try {
            cluster.copyDataTo(node.folder.resolve("data"));
            node.startOnSomePort();
            return node;
        } catch (RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    private static Path newFolder(Account account) {
        try {
            Path folder = Files.createTempDirectory(Path.of("/tmp"), "eventsource-postgres-");
            account.own(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startOnSomePort() {
        for (int attempt = 1; ; attempt++) {
            port = FreePort.any();
            try {
                launch();
                return;
            } catch (StartFailure e) {
                if (attempt == PORTS_TO_TRY || !e.portTaken()) {
                    throw e;
                }
            }
        }
    }

    /** Until the shared memory of a killed server is free the next one does not start. */
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
            ServerProcess started = ServerProcess.start(command(), folder.resolve("data"), log);
            process = started;
            awaitReady(started.main(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(
                List.of(cluster.server(), "-D", folder.resolve("data").toString(), "-p", Integer.toString(port)));
        PostgresSettings.forTests(settings).forEach(setting -> command.addAll(List.of("-c", setting)));
        return cluster.account().command(command);
    }

    private void awaitReady(Process started, Path log) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (Waiting.endsWithin(Duration.ofMillis(20), started)) {
                throw StartFailure.of("PostgreSQL ended with " + started.exitValue() + " when starting", log);
            }
            if (System.nanoTime() - deadline > 0) {
                throw StartFailure.of("PostgreSQL did not answer within " + START_LIMIT, log);
            }
        }
    }

    /** Looks at the folder too: another server may have been faster to take the port. */
    private boolean answers() {
        try (Connection connection = admin().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW data_directory")) {
            return rows.next() && Files.isSameFile(Path.of(rows.getString(1)), folder.resolve("data"));
        } catch (SQLException | IOException e) {
            return false;
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public Database admin() {
        return cluster.database(port);
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
    }

    private ServerProcess running() {
        if (process == null) {
            throw new IllegalStateException("The server was never started");
        }
        return process;
    }
}
