// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import java.sql.SQLException;

/** Carries an {@link SQLException} through code that knows nothing of SQL, to a place that does. */
public final class UncheckedSqlException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final SQLException reason;

    /** @param reason to be thrown again where it is expected */
    public UncheckedSqlException(SQLException reason) {
        super(reason);
        this.reason = reason;
    }

    /** What the database said. */
    public SQLException reason() {
        return reason;
    }
}
