// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.servers.Database;
import dev.eventsource.store.StorageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong is said in a sentence that names the database and what to do, without secrets and payloads. */
@Timeout(60)
class PostgresErrorsTest {

    private static final Database SHARED = Databases.shared();

    @Test
    void a_wrong_password_a_wrong_database_and_a_wrong_port() {
        opening(SHARED.as(SHARED.user(), "s3cr3t").dataSource())
                .hasMessageContaining("password is not accepted")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("s3cr3t"));
        opening(new Database(SHARED.host(), SHARED.port(), "nowhere", SHARED.user(), SHARED.password()).dataSource())
                .hasMessageContaining("no such database");
        opening(new Database(SHARED.host(), 1, SHARED.name(), SHARED.user(), SHARED.password()).dataSource())
                .hasMessageContaining("cannot be reached");
    }

    private static AbstractThrowableAssert<?, ?> opening(DataSource dataSource) {
        return assertThatThrownBy(() -> new PostgresStorage(dataSource)).isInstanceOf(StorageException.class);
    }

    @Test
    void a_pool_that_reaches_nobody_says_why_and_not_that_it_is_empty() {
        try (HikariDataSource pool = Pools.of(SHARED.as(SHARED.user(), "wrong"), 3)) {
            opening(pool).hasMessageContaining("password is not accepted");
        }
    }

    @Test
    void a_pool_that_is_exhausted() throws SQLException {
        PostgresStorage.Options options = Databases.newSchema();
        try (HikariDataSource pool = Pools.of(SHARED, 3);
                PostgresStorage storage = new PostgresStorage(pool, options)) {
            pool.setConnectionTimeout(300);
            try (Connection taken = pool.getConnection()) {
                assertThatThrownBy(() -> storage.events().head())
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("pool");
                assertThatThrownBy(() -> storage.atomically(inside -> true))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("pool");
            }
            assertThat(storage.events().head()).isZero();
        }
    }

    @Test
    void errors_of_the_server_while_writing_come_with_advice_and_without_the_payload() throws SQLException {
        for (List<String> error : List.of(
                List.of("53100", "Free some space"),
                List.of("53200", "memory"),
                List.of("22P02", "a value was refused"),
                List.of("XX000", "SQLSTATE XX000"))) {
            PostgresStorage.Options options = Databases.newSchema();
            failEveryInsert(options, error.get(0));
            EventData secret =
                    EventData.of(UUID.randomUUID(), "Submitted", Instant.now(), Payload.of("{\"account\":\"s3cr3t\"}"));
            try (PostgresStorage storage = new PostgresStorage(Databases.pool(), options)) {
                List<Runnable> ways = new ArrayList<>();
                ways.add(() -> storage.events().append(Loans.loan(1), any(), List.of(secret)));
                ways.add(() ->
                        storage.atomically(inside -> inside.events().append(Loans.loan(1), any(), List.of(secret))));
                for (Runnable way : ways) {
                    assertThatThrownBy(way::run)
                            .isInstanceOf(StorageException.class)
                            .hasMessageContaining(SHARED.name())
                            .hasMessageContaining(error.get(1))
                            .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("s3cr3t"));
                }
                assertThat(storage.events().head()).isZero();
            }
        }
    }

    /** With an error that quotes the row in its detail, as PostgreSQL's own do. */
    private static void failEveryInsert(PostgresStorage.Options options, String state) throws SQLException {
        String schema = new Schema(options.schema()).quoted();
        try (Connection owner = Databases.owners().dataSource().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("create function " + schema + ".fail() returns trigger language plpgsql as $$ begin"
                    + " raise exception using errcode = '" + state + "', message = 'on purpose',"
                    + " detail = 'Failing row contains ' || new.payload::text; end $$");
            statement.execute("create trigger fail before insert on " + schema
                    + ".es_event for each row execute function " + schema + ".fail()");
        }
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
