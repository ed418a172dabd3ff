// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import java.sql.SQLException;

/** A part of a transaction that can be taken back alone. */
final class Savepoint {

    private Savepoint() {}

    /** Runs the use; if it throws, what it wrote is taken back and the transaction goes on. */
    static <R> R around(Session session, Use<R> use) throws SQLException {
        session.run("savepoint es_append");
        try {
            R result = use.in(session);
            session.run("release es_append");
            return result;
        } catch (Throwable e) {
            takeBack(session, "es_append", e);
            throw e;
        }
    }

    /** What is done inside. */
    interface Use<R> {
        R in(Session session) throws SQLException;
    }

    /** After some errors the whole transaction is gone, and the savepoint with it: sqlite.org/lang_transaction.html */
    static void takeBack(Session session, String savepoint, Throwable reason) {
        try {
            session.close();
            session.run("rollback to " + savepoint);
            session.run("release " + savepoint);
            session.close();
        } catch (SQLException gone) {
            reason.addSuppressed(gone);
        }
    }
}
