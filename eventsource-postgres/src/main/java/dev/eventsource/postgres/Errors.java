// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.store.StorageException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL says, in the user's words. Codes: postgresql.org/docs/current/errcodes-appendix.html */
final class Errors {

    private Errors() {}

    /** The error with its advice. What the server quotes of the data stays out: it may be payload. */
    static StorageException of(String what, SQLException e) {
        SQLException reason =
                e instanceof SQLTransientConnectionException && e.getCause() instanceof SQLException cause ? cause : e;
        return new StorageException(what + ": " + advice(reason), withoutData(reason));
    }

    /** The connection is gone, or its server is: what was under way may have happened or not. */
    static boolean isLost(SQLException e) {
        String state = state(e);
        return state.startsWith("08") || state.startsWith("57P") || state.isEmpty() || isFatal(e);
    }

    /** The server ends the session with it, for instance when a time-out for idle sessions or transactions has come. */
    private static boolean isFatal(SQLException e) {
        return e instanceof PSQLException server
                && server.getServerErrorMessage() != null
                && List.of("FATAL", "PANIC")
                        .contains(String.valueOf(server.getServerErrorMessage().getSeverity()));
    }

    static boolean isLockTimeout(SQLException e) {
        return state(e).equals("55P03");
    }

    static boolean isUniqueViolation(SQLException e) {
        return state(e).equals("23505");
    }

    /** The server chose this transaction to fail so that another can go on: it can be tried again. */
    static boolean isChosen(SQLException e) {
        return state(e).equals("40P01") || state(e).equals("40001");
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static String advice(SQLException e) {
        String state = state(e);
        if (e instanceof SQLTransientConnectionException) {
            return "the pool had no connection to give (" + e.getMessage()
                    + "); make it larger, or hold connections for a shorter time";
        }
        return switch (state) {
            case "28P01", "28000" ->
                "the user or the password is not accepted (" + sentence(e) + "); check both,"
                        + " and pg_hba.conf on the server";
            case "08004" ->
                "the server does not let us in (" + sentence(e) + "); give user and password in the URL or as"
                        + " PGUSER and PGPASSWORD, and check pg_hba.conf on the server";
            case "3D000" -> "there is no such database (" + sentence(e) + "); create it, or correct the URL";
            case "3F000", "42P01" ->
                "the tables are missing (" + sentence(e) + "); create them by PostgresStorage.migrate"
                        + " or `eventsource migrate`, or name the schema that has them";
            case "42501" -> "the user lacks a right (" + sentence(e) + "); roles.sql shows which ones are needed";
            case "23514" ->
                "the ranges that were created ahead are full (" + sentence(e) + "); nothing was stored. Run"
                        + " `eventsource migrate` or PostgresStorage.migrate as the owner of the tables: it creates the next"
                        + " ones, so do it regularly";
            case "25006" -> "this server only reads; is it a standby? Connect to the primary";
            case "25P02" -> "an earlier statement of this transaction has failed; roll it back";
            case "40P01" ->
                "two transactions waited for each other, and the server chose this one to fail; nothing was"
                        + " stored. Change rows first and append last, everywhere in the same order, and try again";
            case "53100" -> "the server's disk is full; nothing was stored. Free some space and append again";
            case "53200" -> "the server ran out of memory (" + sentence(e) + ")";
            case "53300" -> "the server has no connection left; raise max_connections, or use smaller pools";
            case "57P01", "57P02" -> "the server has ended the connection (" + sentence(e) + "); try again";
            case "57P03" -> "the server is starting or stopping (" + sentence(e) + "); try again";
            case "55P03" -> "a lock was not to be had in time (" + sentence(e) + ")";
            default ->
                state.startsWith("08")
                        ? "the server cannot be reached, or the connection was lost (" + sentence(e)
                                + "); check host, port and network"
                        : sentence(e) + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")");
        };
    }

    /** Detail and context quote rows; the message alone does not, but for values that could not be read. */
    private static String sentence(SQLException e) {
        if (e instanceof PSQLException server && server.getServerErrorMessage() != null) {
            ServerErrorMessage message = server.getServerErrorMessage();
            return state(e).startsWith("22") ? "a value was refused" : String.valueOf(message.getMessage());
        }
        return e.getCause() instanceof UnknownHostException unknown
                ? "there is no host " + unknown.getMessage()
                : String.valueOf(e.getMessage());
    }

    private static Throwable withoutData(SQLException e) {
        if (e instanceof PSQLException server && server.getServerErrorMessage() != null) {
            SQLException clean = new SQLException(sentence(e), e.getSQLState());
            clean.setStackTrace(e.getStackTrace());
            return clean;
        }
        return e;
    }
}
