// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Loans.LOAN;
import static dev.eventsource.otel.Loans.event;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.Storage;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TracedJdbcStorageTest {

    @RegisterExtension
    static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

    @TempDir
    private Path folder;

    private SqliteStorage plain;
    private JdbcStorage storage;

    @BeforeEach
    void open() {
        plain = new SqliteStorage(folder.resolve("events.db"));
        Storage wrapped = EventSourceTelemetry.create(OTEL.getOpenTelemetry()).wrap(plain);
        storage = wrapped.unwrap(JdbcStorage.class).orElseThrow();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void it_remains_a_storage_on_jdbc_that_is_seen() {
        assertThat(storage).isNotSameAs(plain);
        assertThat(storage.unwrap(SqliteStorage.class)).containsSame(plain);
        storage.forTenant("acme").events().append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied")));
        assertThat(OTEL.getSpans())
                .singleElement()
                .satisfies(span -> assertThat(span).hasName("append loan").hasKind(SpanKind.CLIENT));
        assertThat(OTEL.getSpans().get(0).getAttributes())
                .containsEntry("db.system.name", "sqlite")
                .containsEntry("eventsource.tenant", "acme");
    }

    @Test
    void its_transactions_have_their_connection_and_are_seen() {
        storage.atomically((JdbcStorage tx, Connection connection) -> {
            assertThat(tx.unwrap(Connection.class)).isPresent();
            assertThat(connection).isNotNull();
            return tx.events().append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied")));
        });
        storage.atomically((Storage tx) -> {
            assertThat(tx).isInstanceOf(JdbcStorage.class);
            return tx.events().append(LOAN, ExpectedVersion.any(), List.of(event("loan-granted")));
        });
        assertThat(OTEL.getSpans()).hasSize(2);
    }

    @Test
    void joining_a_transaction_of_the_callers_is_seen() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("events.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            storage.within(connection).events().append(LOAN, ExpectedVersion.any(), List.of(event("loan-applied")));
            assertThat(OTEL.getSpans()).hasSize(1);
            statement.execute("rollback");
        }
        assertThat(storage.events().head()).isZero();
    }
}
