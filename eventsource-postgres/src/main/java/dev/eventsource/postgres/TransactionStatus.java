// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.postgres.Call.Answers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What became of a transaction: postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT */
enum TransactionStatus {
    COMMITTED,
    ABORTED,
    /** It is under way still, or the server cannot be asked now. */
    UNKNOWN;

    private static final Duration REST = Duration.ofMillis(50);

    static TransactionStatus of(Database database, String id) {
        // An interrupt would close the new connection of a virtual thread as well.
        boolean interrupted = Thread.interrupted();
        try (Connection connection = database.connect();
                Answers answers = new Call(connection, database.schema())
                        .then("select pg_xact_status(?::xid8)", id)
                        .send();
                ResultSet row = answers.next()) {
            row.next();
            return switch (String.valueOf(row.getString(1))) {
                case "committed" -> COMMITTED;
                case "aborted" -> ABORTED;
                default -> UNKNOWN;
            };
        } catch (SQLException e) {
            return UNKNOWN;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void rest() {
        LockSupport.parkNanos(REST.toNanos());
    }
}
