// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.VersionConflictException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ranges of ten positions: what is archived is missed, not passed over, and comes back when it is attached. */
@Timeout(60)
class PostgresArchiveTest {

    private static final StreamId OLD = Loans.loan("old");
    private static final StreamId LONG = Loans.loan("long");
    private static final StreamId NEW = Loans.loan("new");
    private static final EventQuery LOANS = EventQuery.all().inCategory("loan");

    private final List<EventData> ofOld = events("old", 8);
    private PostgresStorage.Options options;
    private PostgresStorage storage;
    private EventStore events;

    /** The old stream has the positions 1 to 8, the long one 9 to 33, the new one 34 and 35. */
    @BeforeEach
    void append_three_and_a_half_ranges() {
        options = Databases.newSchema(10, 4);
        storage = new PostgresStorage(Databases.pool(), options);
        events = storage.events();
        events.append(OLD, any(), ofOld);
        events.append(LONG, any(), events("long", 25));
        events.append(NEW, any(), events("new", 2));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void ranges_wholly_before_the_position_are_detached_but_never_the_newest() {
        assertThat(archive(10)).isEmpty();
        assertThat(archive(11)).containsExactly("es_event_p0");
        assertThat(archive(11)).isEmpty();
        assertThat(archive(Long.MAX_VALUE)).containsExactly("es_event_p1", "es_event_p2");
        assertThat(events.head()).isEqualTo(35);
    }

    @Test
    void reading_archived_positions_is_an_error_that_names_them() {
        archive(21);

        for (EventQuery query : List.of(
                EventQuery.all(),
                LOANS,
                EventQuery.all().tagged("old"),
                EventQuery.all().tagged("nobody's"),
                EventQuery.all().inStream(NEW))) {
            assertMissing(
                    () -> events.readAll(query, 0, 100), "positions 1 to 10", "es_event_p0", "behind position 10");
            assertMissing(() -> events.readAll(query, 9, 100), "positions 1 to 10");
            assertMissing(() -> events.readAll(query, 10, 100), "positions 11 to 20", "es_event_p1");
            assertMissing(() -> events.readAll(query, 0, 1), "positions 1 to 10");
        }
    }

    @Test
    void behind_the_archive_everything_is_as_before() {
        List<RecordedEvent> before = events.readAll(EventQuery.all(), 20, 100).events();
        archive(21);

        assertThat(events.readAll(EventQuery.all(), 20, 100).events())
                .isEqualTo(before)
                .hasSize(15);
        assertThat(events.readAll(LOANS, 20, 4).through()).isEqualTo(24);
        assertThat(events.readAll(EventQuery.all().tagged("new"), 20, 100).events())
                .hasSize(2);
        assertThat(events.readAll(EventQuery.all(), 99, 100).events()).isEmpty();
    }

    @Test
    void a_page_that_ends_before_the_archive_is_read() throws SQLException {
        archive(21);
        attach(0);

        assertThat(positions(events.readAll(EventQuery.all(), 0, 10).events()))
                .isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
        assertMissing(() -> events.readAll(EventQuery.all(), 0, 11), "positions 11 to 20");
        assertMissing(() -> events.readAll(EventQuery.all().tagged("old"), 0, 100), "positions 11 to 20");
    }

    /** Of the long stream the versions 1 to 12 have the positions 9 to 20. */
    @Test
    void reading_archived_versions_is_an_error_that_names_them() {
        archive(21);

        assertMissing(() -> events.read(OLD, 0, 100), "versions 1 to 8 of", "loan", "old");
        assertMissing(() -> events.read(OLD, 7, 1), "versions 8 to 8");
        assertThat(events.read(OLD, 8, 100)).isEmpty();
        assertMissing(() -> events.read(LONG, 3, 100), "versions 4 to 12");
        assertMissing(() -> events.read(LONG, 3, 1), "versions 4 to 12");
        assertThat(versions(events.read(LONG, 12, 2))).containsExactly(13L, 14L);
        assertThat(events.read(NEW, 0, 100)).hasSize(2);
        assertThat(events.read(Loans.loan("nobody's"), 0, 100)).isEmpty();

        assertMissing(() -> events.readBackwards(OLD, Long.MAX_VALUE, 1), "versions 1 to 8");
        assertMissing(() -> events.readBackwards(OLD, 5, 100), "versions 1 to 4");
        assertThat(events.readBackwards(OLD, 1, 100)).isEmpty();
        assertMissing(() -> events.readBackwards(LONG, 15, 3), "versions 1 to 12");
        assertThat(versions(events.readBackwards(LONG, 15, 2))).containsExactly(14L, 13L);
        assertThat(events.readBackwards(NEW, Long.MAX_VALUE, 100)).hasSize(2);
        assertThat(events.readBackwards(Loans.loan("nobody's"), Long.MAX_VALUE, 100))
                .isEmpty();
    }

    @Test
    void versions_missing_in_between_are_named() throws SQLException {
        archive(21);
        attach(0);

        assertThat(versions(events.read(LONG, 0, 2))).containsExactly(1L, 2L);
        assertMissing(() -> events.read(LONG, 0, 3), "versions 3 to 12");
        assertMissing(() -> events.readBackwards(LONG, 14, 2), "versions 3 to 12");
        assertMissing(() -> events.readBackwards(LONG, 9, 1), "versions 3 to 8");
        assertThat(versions(events.readBackwards(LONG, 3, 9))).containsExactly(2L, 1L);
    }

    @Test
    void attached_again_it_is_all_there_and_can_be_archived_again() throws SQLException {
        List<RecordedEvent> all = events.readAll(EventQuery.all(), 0, 100).events();
        archive(31);
        attach(0);
        attach(1);
        attach(2);

        assertThat(events.readAll(EventQuery.all(), 0, 100).events()).isEqualTo(all);
        assertThat(events.readAll(EventQuery.all().tagged("old"), 0, 100).events())
                .hasSize(8);
        assertThat(events.read(OLD, 0, 100)).hasSize(8);
        assertThat(events.readBackwards(LONG, Long.MAX_VALUE, 100)).hasSize(25);
        assertThat(archive(21)).containsExactly("es_event_p0", "es_event_p1");
    }

    @Test
    void an_archived_stream_goes_on_at_its_next_version() {
        archive(21);

        assertThatThrownBy(() -> events.append(OLD, noStream(), events("old", 1)))
                .isInstanceOf(VersionConflictException.class);
        assertThatThrownBy(() -> events.append(OLD, exactly(7), events("old", 1)))
                .isInstanceOf(VersionConflictException.class);
        assertThat(events.append(OLD, exactly(8), events("old", 1)).version()).isEqualTo(9);
        assertThat(events.append(OLD, any(), events("old", 1)).version()).isEqualTo(10);
        assertThat(versions(events.read(OLD, 8, 100))).containsExactly(9L, 10L);
        assertMissing(() -> events.readBackwards(OLD, Long.MAX_VALUE, 3), "versions 1 to 8");
    }

    @Test
    void an_archived_stream_goes_on_inside_transactions_too() {
        archive(21);

        assertThat(storage.<Long, RuntimeException>atomically((inside, connection) -> {
                    assertMissing(() -> inside.events().read(OLD, 0, 100), "versions 1 to 8");
                    assertMissing(() -> inside.events().readAll(EventQuery.all(), 0, 100), "positions 1 to 10");
                    return inside.events()
                            .append(OLD, exactly(8), events("old", 1))
                            .version();
                }))
                .isEqualTo(9);
    }

    @Test
    void a_condition_on_archived_positions_is_refused_unless_something_matches_behind_them() {
        archive(21);

        assertMissing(() -> events.append(onlyIfNone("old", 0)), "positions 1 to 10");
        assertMissing(() -> events.append(onlyIfNone("old", 15)), "positions 11 to 20");
        assertThatThrownBy(() -> events.append(onlyIfNone("long", 0))).isNotInstanceOf(StorageException.class);
        assertThat(events.append(onlyIfNone("old", 20)).lastPosition()).isEqualTo(36);
        assertThat(events.append(onlyIfNone("nobody's", 36)).lastPosition()).isEqualTo(37);
    }

    private static Append onlyIfNone(String tag, long after) {
        return Append.to(NEW, any(), events("newer", 1))
                .onlyIf(AppendCondition.nothingMatches(EventQuery.all().tagged(tag), after));
    }

    @Test
    void the_ids_of_archived_events_are_forgotten() {
        assertThat(events.append(OLD, any(), ofOld).version()).isEqualTo(8);
        archive(11);

        assertThat(events.find(ofOld.get(0).id())).isEmpty();
        assertThatThrownBy(() -> events.append(OLD, noStream(), ofOld)).isInstanceOf(VersionConflictException.class);
        assertThat(events.append(OLD, any(), ofOld).version()).isEqualTo(16);
    }

    @Test
    void a_snapshot_from_before_does_not_hide_what_was_archived() throws SQLException {
        try (Connection connection = Databases.pool().getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select count(*) from pg_class");
            }
            archive(21);
            EventStore inside = storage.within(connection).events();

            assertMissing(() -> inside.readAll(LOANS, 0, 100), "positions 1 to 10");
            assertMissing(() -> inside.read(OLD, 0, 100), "were archived since");
            assertMissing(() -> inside.readBackwards(OLD, 9, 100), "were archived since");
            connection.rollback();
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    @Test
    void a_reader_in_the_way_is_waited_for() throws Exception {
        Thread archiving = new Thread(() -> archive(21));
        try (Connection reader = Databases.ownersPool().getConnection()) {
            reader.setAutoCommit(false);
            try (Statement statement = reader.createStatement()) {
                statement.execute("select count(*) from " + table("es_event"));
            }
            archiving.start();
            archiving.join(1_500);
            assertThat(archiving.isAlive()).isTrue();
            assertThat(events.append(NEW, any(), events("new", 1)).version()).isEqualTo(3);
            reader.rollback();
        }
        archiving.join();

        assertMissing(() -> events.readAll(EventQuery.all(), 10, 100), "positions 11 to 20");
    }

    @Test
    void without_a_range_an_append_says_what_to_do_and_stores_nothing() {
        assertThat(ranges()).isEqualTo("5");
        assertThatThrownBy(() -> events.append(NEW, any(), events("new", 16)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("eventsource migrate")
                .hasMessageContaining("ahead");
        assertThat(events.head()).isEqualTo(35);
        assertThat(events.append(NEW, any(), events("new", 15)).lastPosition()).isEqualTo(50);
        assertThatThrownBy(() -> events.append(NEW, any(), events("new", 1))).isInstanceOf(StorageException.class);

        PostgresStorage.migrate(Databases.ownersPool(), options);

        assertThat(ranges()).isEqualTo("10");
        assertThat(events.append(NEW, any(), events("new", 50)).lastPosition()).isEqualTo(100);
    }

    @Test
    void who_does_not_own_the_tables_may_migrate_but_creates_nothing() {
        PostgresStorage.migrate(Databases.pool(), options);

        assertThat(ranges()).isEqualTo("5");
    }

    @Test
    void tables_cannot_be_divided_or_archived_afterwards() {
        PostgresStorage.Options plain = Databases.newSchema();

        assertThatThrownBy(() -> PostgresStorage.migrate(Databases.ownersPool(), plain, 10))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("not divided");
        assertThatThrownBy(() -> PostgresStorage.migrate(Databases.ownersPool(), options, 20))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("ranges of 10 positions");
        assertThatThrownBy(() -> PostgresStorage.archive(Databases.ownersPool(), plain, 10))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("not divided");
        PostgresStorage.migrate(Databases.ownersPool(), options, 10);
    }

    @Test
    void nobody_but_the_owner_sees_a_range_by_its_name() {
        archive(11);

        for (String range : List.of("es_event_p0", "es_event_p1")) {
            assertThatThrownBy(() -> one(Databases.pool().getConnection(), "select count(*) from " + table(range)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
        assertThatThrownBy(() -> PostgresStorage.archive(Databases.pool(), options, 21))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("lacks a right");
    }

    @Test
    void a_reader_sees_the_ranges_of_its_tenant_only() throws SQLException {
        String user = "reader_" + UUID.randomUUID().toString().replace("-", "");
        execute("create role " + user + " login password 'reads' in role eventsource_reader");
        execute("insert into " + table("es_reader") + " values ('" + user + "', 'acme')");
        events.append(OLD.in("acme"), any(), events("acme", 3));
        events.append(NEW, any(), events("new", 10));
        archive(31);
        try (HikariDataSource pool = Pools.of(Databases.shared().as(user, "reads"), 4);
                PostgresStorage wall = new PostgresStorage(pool, options)) {
            assertThat(positions(
                            wall.events().readAll(EventQuery.all(), 30, 100).events()))
                    .containsExactly(36L, 37L, 38L);
            assertThat(wall.events().read(OLD.in("acme"), 0, 100)).hasSize(3);
            assertMissing(() -> wall.events().readAll(EventQuery.all(), 0, 100), "positions 1 to 10");
            assertThat(wall.events().read(OLD, 0, 100)).isEmpty();
            assertThat(one(pool.getConnection(), "select count(*) from " + table("es_archived")))
                    .isEqualTo("0");
        }
    }

    private List<String> archive(long before) {
        return PostgresStorage.archive(Databases.ownersPool(), options, before);
    }

    private void attach(long range) throws SQLException {
        execute("alter table %s attach partition %s for values from (%d) to (%d)"
                .formatted(table("es_event"), table("es_event_p" + range), range * 10 + 1, range * 10 + 11));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = Databases.ownersPool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How many are attached. */
    private String ranges() {
        try {
            return one(
                    Databases.ownersPool().getConnection(),
                    "select count(*) from pg_inherits where inhparent = '%s'::regclass"
                            .formatted(table("es_event").replace("'", "''")));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private String table(String name) {
        return new Schema(options.schema()).quoted() + "." + name;
    }

    private static void assertMissing(ThrowingCallable read, String... words) {
        assertThatThrownBy(read).isInstanceOf(StorageException.class).hasMessageContainingAll(words);
    }

    private static List<EventData> events(String tag, int count) {
        List<EventData> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(Loans.submitted().withTags(tag));
        }
        return events;
    }

    private static List<Long> positions(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::position).toList();
    }

    private static List<Long> versions(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::version).toList();
    }
}
