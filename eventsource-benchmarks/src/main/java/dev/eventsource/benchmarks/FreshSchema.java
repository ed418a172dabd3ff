// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.postgres.PostgresStorage;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema with the library's empty tables, for one run. */
record FreshSchema(Address address, String name) implements AutoCloseable {

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String NO_RIGHT = "42501";

    static FreshSchema in(Address address) throws SQLException {
        FreshSchema schema = new FreshSchema(address, "run_" + COUNTER.incrementAndGet());
        address.execute("drop schema if exists " + schema.name + " cascade");
        PostgresStorage.migrate(address.dataSource(), schema.options());
        return schema;
    }

    /** The same, reached in another way; it remains the first one's to close. */
    FreshSchema at(Address other) {
        return new FreshSchema(other, name);
    }

    PostgresStorage.Options options() {
        return PostgresStorage.Options.DEFAULT.withSchema(name);
    }

    /** So that no run pays for the pages and the log of the one before. */
    void settle() throws SQLException {
        try {
            address.execute("checkpoint");
        } catch (SQLException e) {
            if (!NO_RIGHT.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        address.execute("drop schema " + name + " cascade");
    }
}
