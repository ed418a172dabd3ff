// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageProvider;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;

/**
 * Opens {@code jdbc:postgresql:} URLs with a pool of its own. The tables are in the schema that {@code currentSchema}
 * names first. User and password stand in the URL, else in the variables {@code PGUSER} and {@code PGPASSWORD}, else in
 * the password file that psql reads too.
 */
public final class PostgresStorageProvider implements StorageProvider {

    private final Map<String, String> environment;

    /** For {@link java.util.ServiceLoader}, with the variables of this process. */
    public PostgresStorageProvider() {
        this(System.getenv());
    }

    PostgresStorageProvider(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String scheme() {
        return "jdbc:postgresql:";
    }

    @Override
    public Storage open(String url) {
        StoreUrl store = StoreUrl.of(url, environment);
        check(store, "cannot be opened");
        HikariDataSource pool = OwnPool.of(store.dataSource());
        try {
            return new PostgresStorage(pool, options(store), Clock.systemUTC(), pool::close);
        } catch (RuntimeException | Error e) {
            pool.close();
            throw e;
        }
    }

    @Override
    public String migrate(String url) {
        StoreUrl store = StoreUrl.of(url, environment);
        check(store, "cannot be migrated");
        Tables.Change change = Tables.of(store.dataSource(), options(store)).migrate();
        return "the tables in schema " + store.schema() + " are at version " + change.after() + " (" + change + ")";
    }

    /** Asked of a pool, a wrong password would be told only when the pool gives up trying. */
    private static void check(StoreUrl store, String what) {
        try (Connection connection = store.dataSource().getConnection()) {
            connection.getMetaData();
        } catch (SQLException e) {
            throw Errors.of(store.name() + " " + what, e);
        }
    }

    private static PostgresStorage.Options options(StoreUrl store) {
        return PostgresStorage.Options.DEFAULT.withSchema(store.schema());
    }
}
