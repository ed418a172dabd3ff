// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.eventsource.observe.PoolUse;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads how much of a pool is used, if it is one that tells. */
final class HikariPool {

    private HikariPool() {}

    static Optional<PoolUse> use(DataSource dataSource) {
        try {
            return dataSource.isWrapperFor(HikariDataSource.class)
                    ? of(dataSource.unwrap(HikariDataSource.class))
                    : Optional.empty();
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    /** Empty if it has lent no connection yet. */
    private static Optional<PoolUse> of(HikariDataSource pool) {
        HikariPoolMXBean now = pool.getHikariPoolMXBean();
        return now == null
                ? Optional.empty()
                : Optional.of(new PoolUse(
                        pool.getPoolName(),
                        now.getActiveConnections(),
                        now.getIdleConnections(),
                        pool.getMaximumPoolSize(),
                        now.getThreadsAwaitingConnection()));
    }
}
