// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A million events later reads and appends cost what they did, in sessions that began on an empty database too. */
@Timeout(300)
class PostgresPlansTest {

    private static final int EVENTS = 1_000_000;
    private static final int BEHIND = EVENTS / 2;

    private static PostgresStorage.Options options;
    private static HikariDataSource pool;
    private static PostgresStorage storage;

    /** One connection is left for reads, so that all of them run on plans made for an empty table. */
    @BeforeAll
    static void load() throws SQLException {
        options = Databases.newSchema();
        pool = Pools.of(Databases.shared(), 3);
        storage = new PostgresStorage(pool, options);
        for (int i = 0; i < 12; i++) {
            reads().values().forEach(read -> read.on(storage.events()));
        }
        storage.events().append(loan(0), exactly(0), List.of(Loans.submitted()));
        for (int i = 1; i < 12; i++) {
            appendInBothWays(i);
        }
        try (Connection owner = Databases.owners().dataSource().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("set search_path to " + new Schema(options.schema()).quoted());
            // Nobody shall analyze the tables and so end the old plans.
            statement.execute("alter table es_event set (autovacuum_enabled = false)");
            statement.execute("alter table es_stream set (autovacuum_enabled = false)");
            statement.execute("alter table es_tag set (autovacuum_enabled = false)");
            statement.execute("insert into es_category values (1000, '', 'customer'), (1001, 'acme', 'loan')");
            statement.execute(
                    "insert into es_stream select 1000 + g, case g % 10 when 0 then 1000 else 1 end, 'bulk-' || g"
                            + " from generate_series(1, " + EVENTS / 10 + ") g");
            statement.execute("insert into es_event (position, stream_id, category_id, version, id,"
                    + " occurred_at, recorded_at, revision, type, payload, metadata, tags) select head + g, 1001 + (g - 1) / 10,"
                    + " case (1 + (g - 1) / 10) % 10 when 0 then 1000 else 1 end, 1 + (g - 1) % 10, gen_random_uuid(),"
                    + " now(), timestamptz '2020-01-01', 1, 'Type' || g % 7, '{\"amount\":1}', null,"
                    + " case g % 1000 when 0 then '{vip}'::text[] end"
                    + " from generate_series(1, " + EVENTS + ") g, (select max(position) as head from es_event) h");
            statement.execute("insert into es_tag select 'vip', position from es_event where tags is not null");
        }
        // The four indexes were built by reading the table, and the tags; counts come when their sessions work or end.
        await().until(() -> {
            new PostgresStorage(Databases.ownersPool(), options).close();
            return Statistics.read().sequentialScans() >= 5;
        });
    }

    @AfterAll
    static void close() throws SQLException {
        storage.close();
        pool.close();
        try (Connection owner = Databases.owners().dataSource().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("drop schema " + new Schema(options.schema()).quoted() + " cascade");
        }
    }

    @Test
    void reads_touch_what_they_return() throws SQLException {
        for (Map.Entry<String, Read> read : reads().entrySet()) {
            assertThat(fetched(() -> assertThat(read.getValue().on(storage.events()))
                            .as(read.getKey())
                            .isPositive()))
                    .as("rows fetched for %s", read.getKey())
                    .isLessThan(1_300);
        }
    }

    @Test
    void a_query_along_the_log_looks_at_its_stretch_and_no_further() throws SQLException {
        assertThat(fetched(() -> storage.events().readAll(EventQuery.all().ofType("Nothing"), BEHIND, 100)))
                .isLessThan(EventStore.MAX_STRETCH + 300);
        assertThat(fetched(() -> storage.events()
                        .readAll(EventQuery.all().inTenant("").inCategory("loan", "customer"), BEHIND, 100)))
                .isLessThan(1_300);
    }

    @Test
    void what_tags_find_in_a_long_log_is_one_page_that_touches_little_else() throws SQLException {
        EventQuery vip = EventQuery.all().tagged("vip").ofType("Type1");
        EventQuery either = vip.or(EventQuery.all().tagged("nobody"));
        for (EventQuery query : List.of(vip, either)) {
            assertThat(fetched(() -> assertThat(storage.events().readAll(query, 0, 1_000))
                            .satisfies(page -> assertThat(page.events()).isNotEmpty())
                            .satisfies(page -> assertThat(page.end()).isTrue())))
                    .isLessThan(1_300);
        }
    }

    @Test
    void appends_touch_the_end_of_their_streams() throws SQLException {
        assertThat(fetched(() -> appendInBothWays(12))).isLessThan(1_000);
    }

    private static Map<String, Read> reads() {
        Map<String, Read> reads = new LinkedHashMap<>();
        reads.put("a stream", events -> events.read(loan("bulk-4711"), 0, 100).size());
        reads.put(
                "a stream backwards",
                events -> events.readBackwards(loan("bulk-4711"), Long.MAX_VALUE, 100)
                        .size());
        reads.put("the head", events -> (int) events.head());
        reads.put("a pulse", events ->
                (int) storage.leases().renew("a", Duration.ofMinutes(1)).head());
        reads.put(
                "a page of the log",
                events ->
                        events.readAll(EventQuery.all(), BEHIND, 1000).events().size());
        reads.put(
                "a category",
                events -> events.readAll(EventQuery.all().inCategory("customer"), BEHIND, 100)
                        .events()
                        .size());
        reads.put(
                "a type",
                events -> events.readAll(EventQuery.all().ofType("Type3"), BEHIND, 100)
                        .events()
                        .size());
        reads.put(
                "a tag",
                events -> events.readAll(EventQuery.all().tagged("vip"), BEHIND, 10)
                        .events()
                        .size());
        reads.put(
                "streams",
                events -> events.readAll(EventQuery.all().inStream(loan("bulk-50001"), loan("bulk-50003")), BEHIND, 100)
                        .events()
                        .size());
        return reads;
    }

    private static void appendInBothWays(int version) {
        storage.events().append(loan(0), exactly(version * 2L - 1), List.of(Loans.submitted()));
        storage.events()
                .append(Append.to(loan(0), exactly(version * 2L), List.of(Loans.submitted()))
                        .onlyIf(AppendCondition.nothingMatches(
                                EventQuery.all().tagged("seat:1"),
                                Math.max(0, storage.events().head() - 20_000)))
                        .onlyIf(AppendCondition.nothingMatches(EventQuery.all().inCategory("nobody"), 0)));
    }

    private static StreamId loan(Object key) {
        return Loans.loan(key);
    }

    /** Rows of es_event that were fetched from the heap; fails if the table was read without an index. */
    private static long fetched(Runnable work) throws SQLException {
        Statistics before = Statistics.read();
        work.run();
        // A session hands its counts over at most once a second, and only while it works: these touch next to nothing.
        AtomicInteger rounds = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            storage.events().find(UUID.randomUUID());
            storage.events().append(loan("tick"), any(), List.of(Loans.submitted()));
            return rounds.incrementAndGet() > 25;
        });
        Statistics after = Statistics.read();
        assertThat(after.sequentialScans()).as("sequential scans").isEqualTo(before.sequentialScans());
        assertThat(after.indexScans()).as("index scans").isGreaterThan(before.indexScans());
        return after.fetched() - before.fetched();
    }

    private record Statistics(long sequentialScans, long indexScans, long fetched) {

        static Statistics read() throws SQLException {
            try (Connection owner = Databases.owners().dataSource().getConnection();
                    Statement statement = owner.createStatement();
                    ResultSet row = statement.executeQuery("select seq_scan, idx_scan, idx_tup_fetch from"
                            + " pg_stat_user_tables where relname = 'es_event' and schemaname = '"
                            + options.schema().replace("'", "''") + "'")) {
                row.next();
                return new Statistics(row.getLong(1), row.getLong(2), row.getLong(3));
            }
        }
    }

    private interface Read {
        int on(EventStore events);
    }
}
