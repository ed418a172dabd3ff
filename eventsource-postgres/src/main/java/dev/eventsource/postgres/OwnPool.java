// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;

/** Makes the pool of a storage that is opened by URL. */
final class OwnPool {

    private static final int MAX_CONNECTIONS = 10;
    private static final long CONNECTION_TIMEOUT_MILLIS = 10_000;

    private OwnPool() {}

    /** It opens connections only when they are needed, so that a command takes no more than it uses. */
    static HikariDataSource of(DataSource dataSource) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("eventsource");
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
