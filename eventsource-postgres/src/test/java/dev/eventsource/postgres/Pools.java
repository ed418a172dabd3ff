// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.servers.Database;

/** Pools of connections, which their test closes. */
final class Pools {

    private Pools() {}

    static HikariDataSource of(Database database, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }
}
