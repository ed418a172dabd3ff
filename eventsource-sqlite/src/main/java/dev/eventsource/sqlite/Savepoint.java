package dev.eventsource.sqlite;

import java.sql.SQLException;

/** A part of a transaction that can be taken back alone. */
final class Savepoint {

    private Savepoint() {}

    /** Runs the use; if it throws, what it wrote is taken back and the transaction goes on. */
    static <R> R around(Session session, Joined.Use<R> use) throws SQLException {
        session.run("savepoint es_append");
        boolean done = false;
        try {
            R result = use.in(session);
            done = true;
            return result;
        } finally {
            if (!done) {
                session.run("rollback to es_append");
            }
            session.run("release es_append");
        }
    }
}
