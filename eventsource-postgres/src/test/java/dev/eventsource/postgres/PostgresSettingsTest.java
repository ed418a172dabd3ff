// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.store.AppendResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a role or a server has set by default must not matter. */
@Timeout(60)
class PostgresSettingsTest {

    @Test
    void commits_wait_for_the_disk_even_if_the_role_says_otherwise() throws Exception {
        PostgresStorage.Options options = Databases.newSchema();
        String schema = new Schema(options.schema()).quoted();
        try (Connection owner = Databases.owners().dataSource().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("create table " + schema + ".seen (setting text)");
            statement.execute("grant insert on " + schema + ".seen to public");
            statement.execute(
                    "create function " + schema + ".see() returns trigger language plpgsql as 'begin insert into "
                            + schema.replace("'", "''")
                            + ".seen values (current_setting(''synchronous_commit'')); return null; end'");
            statement.execute(
                    "create trigger see after insert on " + schema + ".es_event execute function " + schema + ".see()");
            try (HikariDataSource pool = Pools.of(Databases.withSettings("synchronous_commit = off"), 5);
                    PostgresStorage storage = new PostgresStorage(pool, options)) {
                appendInEveryWay(storage);
            }
            ResultSet row = statement.executeQuery(
                    "select count(*), string_agg(distinct setting, ',') from " + schema + ".seen");
            row.next();
            assertThat(row.getInt(1)).isGreaterThan(3);
            assertThat(row.getString(2)).isEqualTo("on");
        }
    }

    @Test
    void other_defaults_for_transactions_do_not_matter() throws Exception {
        for (String setting : List.of(
                "default_transaction_isolation = 'serializable'",
                "default_transaction_isolation = 'repeatable read'",
                "default_transaction_read_only = on",
                "default_transaction_deferrable = on",
                "statement_timeout = '1s'",
                "lock_timeout = '10ms'",
                "idle_in_transaction_session_timeout = '1s'",
                "enable_indexscan = off",
                "bytea_output = 'escape'",
                "extra_float_digits = 0",
                "search_path = 'pg_catalog'",
                "standard_conforming_strings = on",
                "DateStyle = 'German'",
                "IntervalStyle = 'sql_standard'",
                "TimeZone = 'Asia/Kathmandu'")) {
            PostgresStorage.Options options = Databases.newSchema();
            try (HikariDataSource pool = Pools.of(Databases.withSettings(setting), 5);
                    PostgresStorage storage = new PostgresStorage(pool, options)) {
                appendInEveryWay(storage);
                assertThat(storage.events().head()).as(setting).isEqualTo(13);
                assertThat(storage.events().read(Loans.loan(1), 0, 100))
                        .as(setting)
                        .hasSize(13);
            }
        }
    }

    /** Thirteen events: alone, in a batch, in a transaction of the storage's, in one of the caller's pool. */
    private static void appendInEveryWay(PostgresStorage storage) throws Exception {
        storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
        storage.events().append(Loans.loan(1), exactly(1), List.of(Loans.submitted()));
        List<CompletableFuture<AppendResult>> batch = IntStream.range(0, 10)
                .mapToObj(
                        i -> storage.events().appendAsync(Append.to(Loans.loan(1), any(), List.of(Loans.submitted()))))
                .toList();
        for (CompletableFuture<AppendResult> future : batch) {
            future.get(30, TimeUnit.SECONDS);
        }
        storage.atomically(inside -> inside.events().append(Loans.loan(1), any(), List.of(Loans.submitted())));
    }

    @Test
    void times_are_kept_to_the_microsecond_in_every_zone() {
        List<Instant> times = List.of(
                Instant.parse("0001-01-01T00:00:00Z"),
                Instant.parse("1582-10-10T00:00:00.000001Z"),
                Instant.parse("1883-11-18T12:03:58.999999Z"),
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.parse("2026-03-29T01:30:00.123456Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z"));
        for (String zone : List.of("America/New_York", "Asia/Kathmandu", "Europe/Amsterdam")) {
            PostgresStorage.Options options = Databases.newSchema();
            Clock late = Clock.fixed(Instant.parse("9999-12-31T23:59:59.999999Z"), ZoneOffset.UTC);
            try (HikariDataSource pool = Pools.of(Databases.withSettings("TimeZone = '" + zone + "'"), 5);
                    PostgresStorage storage = new PostgresStorage(pool, options, late)) {
                List<EventData> events = times.stream()
                        .map(time -> EventData.of(UUID.randomUUID(), "Submitted", time, Payload.of("{}")))
                        .toList();
                storage.events().append(Loans.loan(1), any(), events);
                for (int i = 0; i < 8; i++) {
                    assertThat(storage.events().read(Loans.loan(1), 0, 10))
                            .extracting(event -> event.event().occurredAt())
                            .isEqualTo(times);
                }
                assertThat(storage.events().read(Loans.loan(1), 0, 1))
                        .extracting(event -> event.recordedAt())
                        .containsExactly(Instant.parse("9999-12-31T23:59:59.999999Z"));
            }
        }
    }

    @Test
    void the_largest_numbers_decide_not_a_sequence() throws SQLException {
        PostgresStorage.Options options = Databases.newSchema();
        try (PostgresStorage storage = new PostgresStorage(Databases.pool(), options);
                Connection owner = Databases.owners().dataSource().getConnection();
                Statement statement = owner.createStatement()) {
            storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            String schema = new Schema(options.schema()).quoted();
            statement.execute("insert into " + schema + ".es_stream values (77, 1, 'restored')");

            storage.events().append(Loans.loan(2), any(), List.of(Loans.submitted()));
            storage.events().append(Loans.loan("restored"), any(), List.of(Loans.submitted()));

            ResultSet row =
                    statement.executeQuery("select string_agg(c.relname, ' ') from pg_class c join pg_namespace n"
                            + " on n.oid = c.relnamespace where n.nspname = '"
                            + options.schema().replace("'", "''")
                            + "' and c.relkind = 'S'");
            row.next();
            assertThat(row.getString(1)).as("sequences").isEqualTo("es_operation_id_seq");
            assertThat(storage.events().read(Loans.loan(2), 0, 10)).hasSize(1);
        }
    }
}
