package dev.eventsource.jdbc;

import java.sql.SQLException;

/** Carries an {@link SQLException} through code that knows nothing of SQL, to a place that does. */
public final class UncheckedSqlException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final SQLException reason;

    public UncheckedSqlException(SQLException reason) {
        super(reason);
        this.reason = reason;
    }

    public SQLException reason() {
        return reason;
    }
}
