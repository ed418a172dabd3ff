package dev.eventsource.sqlite;

import dev.eventsource.store.Scope;
import java.sql.SQLException;

/** A transaction that others go through: the storage's own ({@link OwnTransaction}) or a caller's ({@link CallersTransaction}). */
interface Joined {

    /** Reads in it. */
    <R> R read(Use<R> use);

    /** Writes in it, with the store's write lock held. If the use throws, nothing of it stays. */
    <R> R write(Use<R> use);

    /** Runs work that is part of it. */
    <R, X extends Exception> R nested(Scope.Inner<R, X> work) throws X;

    /** What is done with the connection. */
    interface Use<R> {
        R in(Session session) throws SQLException;
    }
}
