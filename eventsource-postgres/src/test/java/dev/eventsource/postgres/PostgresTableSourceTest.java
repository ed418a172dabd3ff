// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.jdbc.OutboxTable;
import dev.eventsource.jdbc.TableSource;
import dev.eventsource.outbox.Source;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.tck.SourceContract;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostgresTableSourceTest extends SourceContract {

    private final DataSource database = PostgresServer.shared().createDatabase().dataSource();

    @Override
    protected Source source() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table outbox (
                        seq bigint generated always as identity primary key,
                        loan text,
                        number integer not null,
                        relay_attempts integer not null default 0,
                        relay_due bigint,
                        relay_owner text,
                        relay_until bigint,
                        relay_published bigint,
                        relay_failed bigint,
                        relay_error text
                    )
                    """);
        }
        return new TableSource(database, new OutboxTable("outbox", "seq", "loan"));
    }

    /** Of each row all rows before it would take minutes. */
    @Test
    void a_key_behind_which_much_has_piled_up_is_claimed_within_seconds() throws Exception {
        Source source = new TableSource(database, new OutboxTable("outbox", "seq", "loan"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create index outbox_open on outbox (loan, seq)"
                    + " where relay_published is null and relay_failed is null");
            statement.execute("""
                    insert into outbox (loan, number)
                    select 'a', n from generate_series(1, 40000) n
                    """);
            statement.execute("analyze outbox");
        }

        assertThat(source.claim("runner", 500, Duration.ofMinutes(10)))
                .extracting(item -> item.text("number"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 500).mapToObj(String::valueOf).toList());
    }

    @Override
    protected void put(@Nullable String key, int number) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into outbox (loan, number) values (?, ?)")) {
            insert.setString(1, key);
            insert.setInt(2, number);
            insert.executeUpdate();
        }
    }

    @Override
    protected int open() throws SQLException {
        return Integer.parseInt(
                texts("select count(*) from outbox where relay_published is null and relay_failed is null")
                        .get(0));
    }

    @Override
    protected List<String> errors() throws SQLException {
        return texts("select relay_error from outbox where relay_failed is not null");
    }

    @Override
    protected void retryGivenUp() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update outbox set relay_failed = null where relay_failed is not null");
        }
    }

    @Override
    protected int size() throws SQLException {
        return Integer.parseInt(texts("select count(*) from outbox").get(0));
    }

    private List<String> texts(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
