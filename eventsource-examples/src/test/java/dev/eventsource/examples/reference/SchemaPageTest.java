// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.sqlite.SqliteStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/reference/schema.md has every table and column that the libraries create. */
class SchemaPageTest {

    private static final List<String> POSTGRES_ONLY = List.of("es_reader", "es_range", "es_archived");

    @TempDir
    Path folder;

    @Test
    void the_page_has_all_tables_and_columns_of_postgresql() throws Exception {
        Database database = PostgresServer.shared().createDatabase();
        PostgresStorage.migrate(database.dataSource(), PostgresStorage.Options.DEFAULT, 1_000_000);
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(roles());
            Map<String, List<String>> real = columns(statement, """
                    select c.table_name, c.column_name
                    from information_schema.columns c
                    where c.table_schema = 'public' and c.table_name not like 'es_event_p%'
                    order by c.table_name, c.ordinal_position
                    """);
            assertThat(page()).isEqualTo(real);
        }
    }

    @Test
    void the_tables_of_sqlite_have_the_same_names_and_columns() throws Exception {
        Path file = folder.resolve("events.db");
        new SqliteStorage(file).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            Map<String, List<String>> real = columns(statement, """
                    select t.name, c.name
                    from pragma_table_list t, pragma_table_info(t.name) c
                    where t.name like 'es\\_%' escape '\\'
                    order by t.name, c.cid
                    """);
            Map<String, List<String>> said = page();
            said.keySet().removeAll(POSTGRES_ONLY);
            said.computeIfPresent("es_event", (name, columns) -> without(columns, "bytes"));
            real.replaceAll((name, columns) -> columns.stream().sorted().toList());
            said.replaceAll((name, columns) -> columns.stream().sorted().toList());
            assertThat(said).isEqualTo(real);
        }
    }

    private static List<String> without(List<String> columns, String absent) {
        return columns.stream().filter(column -> !column.equals(absent)).toList();
    }

    private static String roles() throws Exception {
        try (var sql = PostgresStorage.class.getResourceAsStream("roles.sql")) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, List<String>> columns(Statement statement, String sql) throws SQLException {
        Map<String, List<String>> columns = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                columns.computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        return columns;
    }

    private static Map<String, List<String>> page() throws Exception {
        Map<String, List<String>> tables = new TreeMap<>();
        Tables.of(Path.of("..", "docs", "reference", "schema.md")).rows().values().stream()
                .flatMap(List::stream)
                .filter(row -> row.get(0).startsWith("es_"))
                .forEach(row -> tables.put(row.get(0), Arrays.asList(row.get(2).split("[ ,]+"))));
        return tables;
    }
}
