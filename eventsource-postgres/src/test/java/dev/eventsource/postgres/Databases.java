package dev.eventsource.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.PostgresServer;
import java.util.UUID;

/** What the tests run on: one database for all that do not break it, with a schema for each storage. */
final class Databases {

    private static final Database SHARED = PostgresServer.shared().createDatabase();
    private static final HikariDataSource POOL = pool(SHARED, 60);

    private Databases() {}

    static Database shared() {
        return SHARED;
    }

    /** A pool to the shared database, which nobody closes. */
    static HikariDataSource pool() {
        return POOL;
    }

    /** A pool that its test closes. */
    static HikariDataSource pool(Database database, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    /** Options for a new schema with its tables, whose name needs quoting. */
    static PostgresStorage.Options newSchema() {
        PostgresStorage.Options options =
                PostgresStorage.Options.DEFAULT.withSchema("a \"schema's\" " + UUID.randomUUID());
        PostgresStorage.migrate(POOL, options);
        return options;
    }
}
