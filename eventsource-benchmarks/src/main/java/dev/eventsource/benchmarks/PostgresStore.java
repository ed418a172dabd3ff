// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.postgres.PostgresStorage;
import java.util.concurrent.locks.LockSupport;

/** A storage with a pool of its own. */
record PostgresStore(HikariDataSource pool, PostgresStorage storage) implements AutoCloseable {

    /** The pool is full when this returns: opening connections is not what is measured. */
    static PostgresStore open(FreshSchema schema, int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(schema.address().dataSource());
        config.setMaximumPoolSize(connections);
        HikariDataSource pool = new HikariDataSource(config);
        try {
            PostgresStorage storage = new PostgresStorage(pool, schema.options());
            while (pool.getHikariPoolMXBean().getTotalConnections() < connections) {
                LockSupport.parkNanos(1_000_000);
            }
            return new PostgresStore(pool, storage);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    @Override
    public void close() {
        storage.close();
        pool.close();
    }
}
