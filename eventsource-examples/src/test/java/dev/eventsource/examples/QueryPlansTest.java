// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.store.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The statements of docs/how-to/query-plans.md have the plans that stand there. */
class QueryPlansTest {

    private static final Path PAGE = Path.of("..", "docs", "how-to", "query-plans.md");

    @Test
    void the_statements_on_the_page_use_the_indexes_that_it_names() throws Exception {
        Database database = PostgresServer.shared().createDatabase();
        PostgresStorage.migrate(database.dataSource());
        try (Storage storage = new PostgresStorage(database.dataSource())) {
            storage.events()
                    .append(
                            StreamId.of("loan", "173688"),
                            ExpectedVersion.any(),
                            IntStream.range(0, 5_000)
                                    .mapToObj(i -> EventData.of(
                                                    EventIds.next(), "LoanPaid", Instant.now(), Payload.of("{}"))
                                            .withTags(Set.of("customer:" + i % 10)))
                                    .toList());
        }
        String page = Files.readString(PAGE);
        String settings = blocks(page, "sql").get(0).group(1);
        List<MatchResult> explained = blocks(page, "sql").stream().skip(1).toList();
        List<MatchResult> expected = blocks(page, "text");

        assertThat(explained).hasSameSizeAs(expected).hasSizeGreaterThan(2);
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(settings);
            for (int i = 0; i < explained.size(); i++) {
                assertThat(plan(statement, explained.get(i).group(1)))
                        .contains(expected.get(i).group(1).lines().toList())
                        .doesNotContain("Seq Scan on es_event");
            }
        }
    }

    private static List<MatchResult> blocks(String page, String language) {
        return Pattern.compile("(?<=\n)```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .toList();
    }

    private static String plan(Statement statement, String sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
