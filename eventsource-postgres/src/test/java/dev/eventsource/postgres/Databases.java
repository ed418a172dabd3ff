package dev.eventsource.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.PostgresServer;
import java.util.UUID;

/** What the tests run on: one database for all that do not break it, with a schema for each storage. */
final class Databases {

    private static final Database SHARED = PostgresServer.shared().createDatabase();
    private static final HikariDataSource POOL = Pools.of(SHARED, 60);

    private Databases() {}

    static Database shared() {
        return SHARED;
    }

    /** A pool to the shared database, which nobody closes. */
    static HikariDataSource pool() {
        return POOL;
    }

    /** Options for a new schema with its tables, whose name needs quoting. */
    static PostgresStorage.Options newSchema() {
        PostgresStorage.Options options =
                PostgresStorage.Options.DEFAULT.withSchema("a \"schema's\" " + UUID.randomUUID());
        PostgresStorage.migrate(POOL, options);
        return options;
    }
}
