// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.SchemaVersion;
import dev.eventsource.store.SchemaVersionException;
import dev.eventsource.store.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables' history as plain numbered {@code .sql} files. The n-th file brings the schema to version n and says so in
 * the row of {@code es_schema}, so that it does the same when it is run by hand. A statement ends with a ';' at the end
 * of a line.
 *
 * <p>{@code es_schema.oldest_library} is the oldest schema version whose library can work with the tables as they are
 * now: a library refuses only a schema that says it is too old, so that versions can be rolled out one process at a
 * time.
 */
public final class Migrations {

    private final Class<?> home;
    private final List<String> files;

    /**
     * @param home the files are resources beside this class
     * @param files in order; the n-th brings version n
     */
    public Migrations(Class<?> home, List<String> files) {
        this.home = home;
        this.files = List.copyOf(files);
    }

    /**
     * Brings the schema up to date. The caller holds a lock that keeps others from doing the same, and commits.
     *
     * @param present the version of the schema, 0 if there is none
     */
    public void apply(Connection connection, int present) throws SQLException {
        for (String file : missing(present)) {
            apply(connection, file);
        }
    }

    /** The files that a schema of this version lacks, in order. */
    public List<String> missing(int present) {
        return files.subList(Math.min(present, files.size()), files.size());
    }

    /** Executes the statements of one file. */
    public void apply(Connection connection, String file) throws SQLException {
        for (String sql : statements(file)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    /**
     * The version of the schema.
     *
     * @param row of {@code es_schema}, not yet moved to
     * @param where names the database in the error
     * @throws SchemaVersionException if the schema is too new for this library
     */
    public int check(ResultSet row, String where) throws SQLException {
        if (!row.next()) {
            throw empty(where);
        }
        return checked(row.getInt("version"), row.getInt("oldest_library"), where)
                .tables();
    }

    /** The same, asked of a database whose tables are there. */
    public SchemaVersion version(Sql sql, String where) throws SQLException {
        return sql.first(
                        row -> checked(
                                Math.toIntExact(row.number("version")),
                                Math.toIntExact(row.number("oldest_library")),
                                where),
                        """
                select version, oldest_library from es_schema""")
                .orElseThrow(() -> empty(where));
    }

    private static StorageException empty(String where) {
        return new StorageException(where + ": the table es_schema is empty; restore it from a backup");
    }

    private SchemaVersion checked(int version, int oldest, String where) {
        SchemaVersion found = new SchemaVersion(version, newest());
        if (oldest > files.size()) {
            throw new SchemaVersionException(
                    where + " has schema version " + version + ", which needs a library that knows version " + oldest
                            + "; this one knows " + files.size() + ". Use a newer eventsource",
                    found);
        }
        return found;
    }

    /** The version that this library brings tables to. */
    public int newest() {
        return files.size();
    }

    /** Is the schema at this version complete for this library? */
    public boolean isCurrent(int version) {
        return version >= files.size();
    }

    private List<String> statements(String file) {
        try (InputStream in = home.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("There is no migration " + file + " beside " + home.getName());
            }
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(script.split(";\\s*(\\n|$)")).stream()
                    .filter(sql -> !sql.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
