// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.jdbc.Migrations;
import dev.eventsource.jdbc.Sql;
import dev.eventsource.store.SchemaVersion;
import dev.eventsource.store.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The file: opens connections to it, creates its tables, and says in plain words what is wrong with it. */
final class Database {

    private static final Migrations MIGRATIONS = new Migrations(
            Database.class,
            List.of(
                    "001_events.sql",
                    "002_documents.sql",
                    "003_subscriptions.sql",
                    "004_snapshots.sql",
                    "005_subject_keys.sql",
                    "006_operations.sql"));

    private final Path file;
    private final SqliteStorage.Options options;

    Database(Path file, SqliteStorage.Options options) {
        this.file = file.toAbsolutePath().normalize();
        this.options = options;
    }

    Path file() {
        return file;
    }

    Duration lockTimeout() {
        return options.lockTimeout();
    }

    /** A connection that may write. The caller begins and ends its transactions by statements. */
    Connection open() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            requireWal(statement);
            statement.execute("pragma synchronous = " + options.durability());
            statement.execute("pragma foreign_keys = on");
            // What is removed, a key for instance, is overwritten where its page is written anyway.
            statement.execute("pragma secure_delete = fast");
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection that only reads. */
    Connection openReader() throws SQLException {
        Connection connection = open();
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma query_only = on");
        }
        return connection;
    }

    /** Creates what is missing of the tables. Any number of processes may do so at once. */
    void migrate() {
        long deadline = System.nanoTime() + options.lockTimeout().toNanos();
        while (true) {
            try (Connection connection = open()) {
                migrate(connection);
                return;
            } catch (SQLException e) {
                // Going over to WAL answers "locked" at once when two processes do it together; see
                // sqlite.org/wal.html.
                if (!isLocked(e) || System.nanoTime() > deadline) {
                    throw error("cannot be opened", e);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    private void migrate(Connection connection) throws SQLException {
        if (MIGRATIONS.isCurrent(version(connection))) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            try {
                MIGRATIONS.apply(connection, version(connection));
                statement.execute("commit");
            } catch (SQLException | RuntimeException e) {
                statement.execute("rollback");
                throw e;
            }
        }
    }

    private int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("select 1 from sqlite_schema where name = 'es_schema'")) {
            if (!row.next()) {
                return 0;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select version, oldest_library from es_schema")) {
            return MIGRATIONS.check(row, file.toString());
        }
    }

    /** Which version the tables have now: another process may have brought them further. */
    SchemaVersion version(Sql sql) throws SQLException {
        return MIGRATIONS.version(sql, file.toString());
    }

    private Connection connect() throws SQLException {
        Path folder = file.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new StorageException(file + " cannot be opened: there is no folder " + folder + "; create it");
        }
        if (file.toString().contains("?")) {
            throw new StorageException(
                    file + " cannot be opened: the driver takes what follows a '?' for options; choose another name");
        }
        if (Files.isDirectory(file)) {
            throw new StorageException(file + " cannot be opened: it is a folder; name a file in it");
        }
        // Through the driver, which comes back to this time-out after a statement had another: and first of all, since
        // changing the journal mode can meet a lock already.
        Properties properties = new Properties();
        properties.setProperty(
                SQLiteConfig.Pragma.BUSY_TIMEOUT.getPragmaName(),
                String.valueOf(options.lockTimeout().toMillis()));
        return JDBC.createConnection("jdbc:sqlite:" + file, properties);
    }

    /** Where write-ahead logging cannot be had, SQLite says so only by naming another mode: sqlite.org/pragma.html */
    private void requireWal(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("pragma journal_mode = wal")) {
            if (!row.next() || !"wal".equalsIgnoreCase(row.getString(1))) {
                throw new StorageException(
                        file + " cannot be opened: its file system or its way of being opened does not"
                                + " allow write-ahead logging; move it to a local disk");
            }
        }
    }

    /** The error in the user's words: the file, what happened, what to do. */
    StorageException error(String what, SQLException e) {
        return new StorageException(file + " " + what + ": " + advice(e), e);
    }

    private String advice(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) {
            return String.valueOf(e.getMessage());
        }
        // The primary code is the low byte of an extended one: sqlite.org/rescode.html
        return switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "another process or connection has held its write lock for more than "
                        + options.lockTimeout().toMillis() + " ms; end that transaction, or raise lockTimeout";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                "it is read-only; give this process write access to the"
                        + " file and its folder (SQLite keeps -wal and -shm files beside it)";
            case SQLITE_CANTOPEN ->
                "the file or its -wal and -shm files cannot be opened or created; check that the"
                        + " folder exists and this process may write in it";
            case SQLITE_NOTADB -> "it is not an SQLite database (or it is encrypted); check the path";
            case SQLITE_CORRUPT ->
                "the file is damaged; stop all writers, keep a copy, and restore a backup"
                        + " (`pragma integrity_check` shows the extent)";
            case SQLITE_FULL -> "the disk is full; nothing was stored. Free some space and append again";
            case SQLITE_IOERR ->
                "the operating system reports an I/O error (" + sqlite.getResultCode()
                        + "); check the disk and its free space";
            case SQLITE_NOMEM -> "SQLite ran out of memory";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static boolean isLocked(SQLException e) {
        return (e.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code
                || (e.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_LOCKED.code;
    }
}
