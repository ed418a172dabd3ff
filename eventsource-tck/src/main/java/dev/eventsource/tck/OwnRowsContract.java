// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a storage has beside its events: the connection of a transaction, for rows of one's own, or none. */
abstract class OwnRowsContract extends Suite {

    private Optional<String> table = Optional.empty();

    OwnRowsContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void find_the_table() throws Exception {
        table = contract.ownTable();
    }

    @Test
    void outside_of_transactions_there_is_no_connection() {
        assertThat(storage.unwrap(Connection.class)).isEmpty();
        assertThat(storage.forTenant("acme").unwrap(Connection.class)).isEmpty();
    }

    @Test
    void inside_there_is_one_if_the_backend_has_any() {
        boolean has = table.isPresent();
        storage.atomically(inside -> {
            assertThat(inside.unwrap(Connection.class).isPresent())
                    .as("a connection, exactly if the contract's ownTable() names a table")
                    .isEqualTo(has);
            assertThat(storage.unwrap(Connection.class)).as("outer storage").isEmpty();
            inside.atomically(deeper -> {
                assertThat(deeper.unwrap(Connection.class).isPresent()).isEqualTo(has);
                return true;
            });
            assertThat(inside.forTenant("acme").unwrap(Connection.class).isPresent())
                    .isEqualTo(has);
            return true;
        });
        storage.forTenant("acme").atomically(inside -> {
            assertThat(inside.unwrap(Connection.class).isPresent()).isEqualTo(has);
            return true;
        });
    }

    @Test
    void rows_and_events_are_stored_together() throws SQLException {
        storage.<Boolean, SQLException>atomically(inside -> {
            insert(inside, "approved");
            inside.events().append(LOAN, any(), Loans.some(1));
            insert(inside.forTenant("acme"), "of acme");
            assertThat(rows(inside)).hasSameSizeAs(table.isPresent() ? List.of(1, 2) : List.of());
            return true;
        });
        storage.forTenant("acme").<Boolean, SQLException>atomically(inside -> {
            insert(inside, "declined");
            return true;
        });

        assertThat(stored()).isEqualTo(table.isPresent() ? List.of("approved", "declined", "of acme") : List.of());
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void rows_and_events_vanish_together() throws SQLException {
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    insert(inside, "approved");
                    inside.events().append(LOAN, any(), Loans.some(1));
                    inside.atomically(deeper -> insert(deeper, "declined"));
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(stored()).isEmpty();
        assertNothingStored();
    }

    @Test
    void the_transaction_is_not_ended_through_it() {
        if (table.isEmpty()) {
            return;
        }
        storage.atomically(inside -> {
            Connection connection = inside.unwrap(Connection.class).orElseThrow();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::close).isInstanceOf(SQLException.class);
            return inside.events().append(LOAN, any(), Loans.some(1));
        });
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void after_the_work_there_is_nothing_to_be_had() throws Exception {
        List<Storage> kept = new ArrayList<>();
        Optional<Connection> connection = storage.atomically(inside -> {
            kept.addAll(List.of(inside, inside.forTenant("acme")));
            return inside.unwrap(Connection.class);
        });

        assertThat(kept)
                .allSatisfy(view -> assertThatThrownBy(() -> view.unwrap(Connection.class))
                        .isInstanceOf(IllegalStateException.class));
        if (connection.isPresent()) {
            assertThatThrownBy(() -> connection.get().createStatement()).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_storage_is_a_storage_and_no_event_store() {
        assertThat(storage.unwrap(Storage.class)).containsSame(storage);
        assertThat(storage.unwrap(EventStore.class)).isEmpty();
        storage.atomically(inside -> {
            assertThat(inside.unwrap(Storage.class)).containsSame(inside);
            assertThat(inside.unwrap(EventStore.class)).isEmpty();
            return true;
        });
    }

    @Test
    void a_tenants_view_gives_away_nothing_that_sees_other_tenants() {
        Storage view = storage.forTenant("acme");
        assertThat(view.unwrap(Storage.class)).containsSame(view);
        assertThat(view.unwrap(storage.getClass()).filter(found -> found != view))
                .isEmpty();

        storage.atomically(inside -> {
            Storage narrow = inside.forTenant("acme");
            assertThat(narrow.unwrap(Storage.class)).containsSame(narrow);
            assertThat(narrow.unwrap(inside.getClass()).filter(found -> found != narrow))
                    .isEmpty();
            assertThat(narrow.unwrap(EventStore.class)).isEmpty();
            return true;
        });
    }

    /** Inserts a row if that is possible. */
    private boolean insert(Storage inside, String loan) throws SQLException {
        if (table.isEmpty()) {
            return false;
        }
        try (PreparedStatement statement = inside.unwrap(Connection.class)
                .orElseThrow()
                .prepareStatement("insert into " + table.get() + " (loan) values (?)")) {
            statement.setString(1, loan);
            return statement.executeUpdate() == 1;
        }
    }

    private List<String> stored() throws SQLException {
        return storage.<List<String>, SQLException>atomically(this::rows);
    }

    private List<String> rows(Storage inside) throws SQLException {
        List<String> loans = new ArrayList<>();
        if (table.isPresent()) {
            try (PreparedStatement statement = inside.unwrap(Connection.class)
                            .orElseThrow()
                            .prepareStatement("select loan from " + table.get() + " order by loan");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    loans.add(rows.getString(1));
                }
            }
        }
        return loans;
    }
}
