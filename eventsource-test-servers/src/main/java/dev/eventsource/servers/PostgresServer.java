// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests, {@code postgres} in {@code EVENTSOURCE_TEST_REQUIRE}.
 *
 * <p>{@code EVENTSOURCE_TEST_POSTGRES_URL} can name one: a JDBC URL with {@code user} and {@code password}, without TLS,
 * for one who may create databases. A private process comes from binaries on the class path.
 */
public final class PostgresServer extends TestServer {

    private static @Nullable PostgresServer shared;

    private final Node<Database> node;

    private PostgresServer(Node<Database> node, boolean isPrivate) {
        super("PostgreSQL", node, isPrivate, versionOf(node.admin()));
        this.node = node;
    }

    /** The one server of this JVM for ordinary tests. It ends with the JVM; closing it does nothing. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = new PostgresServer(Provision.any(new PostgresProduct(List.of())), false);
        }
        return shared;
    }

    /**
     * A server for one test alone, which may break it.
     *
     * @param settings such as {@code wal_level=logical}
     */
    public static PostgresServer start(String... settings) {
        return new PostgresServer(Provision.breakable(new PostgresProduct(List.of(settings))), true);
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

    @Override
    Node<Database> node() {
        return node;
    }

    private static String versionOf(Database database) {
        try (Connection connection = database.dataSource().getConnection()) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL at " + database.url() + " does not answer", e);
        }
    }
}
