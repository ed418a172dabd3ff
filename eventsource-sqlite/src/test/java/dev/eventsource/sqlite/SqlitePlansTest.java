// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SQLite intends to do for the queries that must stay quick as the log grows. */
class SqlitePlansTest {

    @TempDir
    Path folder;

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        Path file = folder.resolve("log.db");
        try (SqliteStorage storage = new SqliteStorage(file)) {
            storage.events().append(Loans.loan(1), ExpectedVersion.any(), List.of(Loans.submitted()));
        }
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void the_whole_log_and_types_follow_the_position() throws SQLException {
        assertThat(plan(EventQuery.all())).anyMatch(step -> step.contains("PRIMARY KEY (rowid>?"));
        assertThat(plan(EventQuery.all().ofType("Submitted"))).anyMatch(step -> step.contains("PRIMARY KEY (rowid>?"));
    }

    @Test
    void one_category_follows_its_index_in_the_order_of_the_log() throws SQLException {
        assertThat(plan(EventQuery.all().inCategory("loan")))
                .anyMatch(step -> step.contains("es_event_category (category_id=? AND position>?"))
                .noneMatch(step -> step.contains("TEMP B-TREE"));
    }

    @Test
    void a_tag_follows_its_index_in_the_order_of_the_log() throws SQLException {
        assertThat(plan(EventQuery.all().tagged("seat:1", "vip").ofType("Sold")))
                .anyMatch(step -> step.contains("SEARCH found USING PRIMARY KEY (tag=? AND position>?"))
                .noneMatch(step -> step.contains("TEMP B-TREE"));
    }

    @Test
    void streams_are_found_by_their_index() throws SQLException {
        assertThat(plan(EventQuery.all().inStream(Loans.loan(1))))
                .anyMatch(step -> step.contains("es_event_stream (stream_id=?"));
    }

    @Test
    void streams_with_many_events_are_filtered_along_the_log() throws SQLException {
        List<EventData> many = Stream.generate(Loans::submitted).limit(1001).toList();
        try (SqliteStorage storage = new SqliteStorage(folder.resolve("log.db"))) {
            storage.events().append(Loans.loan("long"), ExpectedVersion.any(), many);
        }

        assertThat(plan(EventQuery.all().inStream(Loans.loan("long"))))
                .anyMatch(step -> step.contains("PRIMARY KEY (rowid>?"))
                .noneMatch(step -> step.contains("TEMP B-TREE"));
    }

    private List<String> plan(EventQuery query) throws SQLException {
        QuerySql wanted = QuerySql.of(query, new EventTable(new Session(connection)));
        String sql = EventTable.page(wanted);
        List<String> steps = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("explain query plan " + sql)) {
            statement.setLong(1, 0);
            statement.setLong(2, 1000);
            statement.setInt(wanted.set(statement, 3), 100);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    steps.add(row.getString("detail"));
                }
            }
        }
        return steps;
    }
}
