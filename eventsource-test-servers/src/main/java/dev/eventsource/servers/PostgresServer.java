package dev.eventsource.servers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests.
 *
 * <p>Where it comes from is the same for the whole JVM: the server that the environment variable
 * {@code EVENTSOURCE_TEST_POSTGRES_URL} names (a JDBC URL with {@code user} and {@code password}, without TLS, for one
 * who may create databases), else a container if there is a Docker (unless
 * {@code EVENTSOURCE_TEST_DOCKER} is {@code off}), else a private process from binaries on the class
 * path. If all of that fails the test is aborted with the reason; it fails if the environment variable
 * {@code EVENTSOURCE_TEST_REQUIRE} contains {@code postgres} or {@code all}.
 */
public final class PostgresServer implements AutoCloseable {

    private static @Nullable PostgresServer shared;
    private static boolean announced;

    private final PostgresNode node;
    private final boolean isPrivate;
    private final String version;

    private PostgresServer(PostgresNode node, boolean isPrivate) {
        this.node = node;
        this.isPrivate = isPrivate;
        this.version = versionOf(node.admin());
        announce();
    }

    /** The one server of this JVM for ordinary tests. It ends with the JVM; closing it does nothing. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = new PostgresServer(
                    ExternalNode.fromEnvironment().orElseGet(() -> Provision.start(List.of())), false);
        }
        return shared;
    }

    /**
     * A server for one test alone, which may break it.
     *
     * @param settings such as {@code wal_level=logical}
     */
    public static PostgresServer start(String... settings) {
        if (ExternalNode.fromEnvironment().isPresent()) {
            throw Missing.because("EVENTSOURCE_TEST_POSTGRES_URL names a server that no test may break");
        }
        return new PostgresServer(Provision.start(List.of(settings)), true);
    }

    /** A new, empty database with a random name. */
    public Database createDatabase() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        node.admin().execute("CREATE DATABASE " + name + " TEMPLATE template0");
        Database database = node.admin().named(name);
        if (node instanceof ExternalNode) {
            Runtime.getRuntime().addShutdownHook(new Thread(database::drop));
        }
        return database;
    }

    /** As the server says it, for example {@code 16.15}. */
    public String version() {
        return version;
    }

    /** Kills all processes of the server at once, as a loss of power would. */
    public void kill9() {
        breakable().kill9();
    }

    /** Stops the server in an orderly way, without waiting for its clients. */
    public void stop() {
        breakable().stop();
    }

    /** Starts the server again on the same port with the same data, wherever it was: killed, stopped, running. */
    public void restart() {
        breakable().restart();
    }

    /** Freezes all processes of the server: connections stay open, nobody answers. */
    public void pause() {
        breakable().pause();
    }

    public void resume() {
        breakable().resume();
    }

    /** Whether it belongs to one test alone, which may kill, stop and pause it. */
    public boolean isPrivate() {
        return isPrivate;
    }

    @Override
    public void close() {
        if (isPrivate) {
            node.close();
        }
    }

    PostgresNode node() {
        return node;
    }

    private PostgresNode breakable() {
        if (!isPrivate) {
            throw new IllegalStateException(
                    "This server is for all tests of the JVM; break one of your own: PostgresServer.start()");
        }
        return node;
    }

    private void announce() {
        synchronized (PostgresServer.class) {
            if (!announced) {
                announced = true;
                System.out.printf(
                        "PostgreSQL for the tests: %s %s on port %d%n",
                        node.kind(), version, node.admin().port());
            }
        }
    }

    private static String versionOf(Database database) {
        try (Connection connection = database.dataSource().getConnection()) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL at " + database.url() + " does not answer", e);
        }
    }
}
