// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import java.sql.SQLException;

/** What every owner of a partition hears of with its next pulse. */
final class Changes {

    private Changes() {}

    /** Tells them to look again, when the transaction is committed. Last of its writes: others wait for this row. */
    static void raise(Sql sql) throws SQLException {
        sql.execute("update es_control set changes = changes + 1");
    }
}
