package dev.eventsource.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** What the tests run on. */
final class Databases {

    private static final HikariDataSource POOL = pool(60);

    private Databases() {}

    static HikariDataSource pool() {
        return POOL;
    }

    static HikariDataSource pool(int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:15432/postgres?user=postgres");
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
