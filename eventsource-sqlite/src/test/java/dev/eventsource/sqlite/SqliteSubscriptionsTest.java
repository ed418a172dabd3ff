// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leases by SQLite's clock. */
@Timeout(60)
class SqliteSubscriptionsTest {

    private static final SubscriptionId OUTCOMES = SubscriptionId.of("outcomes");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void the_clock_of_a_process_does_not_matter() {
        Path file = folder.resolve("log.db");
        Clock late = Clock.fixed(Instant.parse("2011-10-01T12:00:00Z"), ZoneOffset.UTC);
        Clock early = Clock.fixed(Instant.parse("2100-10-01T12:00:00Z"), ZoneOffset.UTC);
        try (SqliteStorage one = new SqliteStorage(file, SqliteStorage.Options.DEFAULT, late);
                SqliteStorage other = new SqliteStorage(file, SqliteStorage.Options.DEFAULT, early)) {
            one.checkpoints().register(OUTCOMES, 1, "all", Checkpoint.START);
            one.leases().renew("late", MINUTE);
            Lease lease = one.leases().claim("late", OUTCOMES, 0).orElseThrow().lease();
            other.leases().renew("early", MINUTE);

            assertThat(other.leases().claim("early", OUTCOMES, 0)).isEmpty();
            assertThat(one.checkpoints().advance(Map.of(lease, new Checkpoint(7, null))))
                    .isEmpty();
            SubscriptionState state = other.checkpoints().find(OUTCOMES).orElseThrow();
            Instant now = Instant.now();
            assertThat(state.createdAt()).isBetween(now.minus(MINUTE), now.plus(MINUTE));
            assertThat(state.partitions().get(0).changedAt()).isBetween(now.minus(MINUTE), now.plus(MINUTE));
        }
    }

    @Test
    void who_has_been_dead_for_an_hour_is_forgotten_when_somebody_joins() throws SQLException {
        Path file = folder.resolve("log.db");
        try (SqliteStorage storage = new SqliteStorage(file)) {
            storage.checkpoints().register(OUTCOMES, 1, "all", Checkpoint.START);
            Leases leases = storage.leases();
            for (String process : new String[] {"dead", "resting"}) {
                leases.renew(process, MINUTE);
                leases.join(process, OUTCOMES);
            }
            execute(file, "update es_process set lease_until = lease_until - 62 * 60000000 where id = 'dead'");
            execute(file, "update es_process set lease_until = lease_until - 60 * 60000000 where id = 'resting'");
            leases.renew("alive", MINUTE);

            leases.join("alive", OUTCOMES);

            leases.renew("dead", MINUTE);
            leases.renew("resting", MINUTE);
            assertThat(leases.division(OUTCOMES).members()).containsExactly("alive", "resting");
        }
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
