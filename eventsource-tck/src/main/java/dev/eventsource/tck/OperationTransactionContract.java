// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Payload;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationHistory.Step;
import dev.eventsource.store.OperationState;
import dev.eventsource.workflow.OperationRouter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One transaction at a time: the handler's, that of a step, or the library's. */
abstract class OperationTransactionContract extends OperationRunning {

    private Optional<String> table = Optional.empty();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    OperationTransactionContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void find_the_table() throws Exception {
        table = contract.ownTable();
    }

    @Test
    void what_a_handler_writes_and_that_it_is_done_are_committed_together() {
        run(new OperationRouter().transactional(CHARGE, QUICK, context -> {
            context.storage().events().append(LOAN, any(), Loans.some(1));
            if (context.attempt() == 1) {
                throw new IOException("no rate");
            }
            assertThat(events.head()).as("seen by others").isZero();
            assertThat(state(context.operation().id())).isEqualTo(OperationState.RUNNING);
        }));
        long id = submit(PLAIN);
        awaitState(id, OperationState.SUCCEEDED);

        assertThat(events.head()).isEqualTo(1);
        assertThat(history(id).attempts())
                .extracting(attempt -> attempt.outcome().orElseThrow())
                .containsExactly(Outcome.FAILED, Outcome.SUCCEEDED);
    }

    @Test
    void rows_of_ones_own_belong_to_it() {
        run(new OperationRouter().transactional(CHARGE, QUICK, context -> {
            if (table.isEmpty()) {
                assertThatIllegalStateException().isThrownBy(context::connection);
                return;
            }
            insert(context.connection(), "attempt " + context.attempt());
            if (context.attempt() == 1) {
                throw new IOException("no rate");
            }
        }));
        long id = submit(PLAIN);
        awaitState(id, OperationState.SUCCEEDED);

        assertThat(rows()).isEqualTo(table.isEmpty() ? List.of() : List.of("attempt 2"));
    }

    @Test
    void if_the_commit_fails_the_operation_has_not_succeeded() {
        run(new OperationRouter().transactional(CHARGE, QUICK, context -> {
            context.storage().events().append(LOAN, any(), Loans.some(1));
            if (context.attempt() == 1) {
                try {
                    context.storage().atomically(inside -> {
                        throw new IOException("dooms the whole");
                    });
                } catch (IOException e) {
                    assertThat(e).hasMessage("dooms the whole");
                }
            }
        }));
        long id = submit(PLAIN);
        awaitState(id, OperationState.SUCCEEDED);

        assertThat(history(id).attempts()).hasSize(2);
        assertThat(history(id).attempts().get(0).outcome()).contains(Outcome.FAILED);
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void the_transaction_is_not_the_handlers_to_end() {
        run(new OperationRouter()
                .transactional(
                        CHARGE,
                        QUICK,
                        context -> noting(() -> {
                            if (table.isEmpty()) {
                                return;
                            }
                            Connection connection = context.connection();
                            List<ThrowingRunnable> misdeeds = List.of(
                                    connection::commit,
                                    connection::rollback,
                                    connection::close,
                                    () -> connection.setAutoCommit(true),
                                    connection::setSavepoint,
                                    () -> connection.unwrap(Connection.class));
                            for (ThrowingRunnable misdeed : misdeeds) {
                                assertThatThrownBy(misdeed::run).isInstanceOf(SQLException.class);
                            }
                            for (String statement : List.of(
                                    "commit",
                                    "COMMIT;",
                                    " begin",
                                    "rollback to savepoint x",
                                    "/* so */ savepoint x",
                                    "-- so\nrelease savepoint x",
                                    "End",
                                    "start transaction",
                                    "select 1; commit",
                                    "select ';' ; /* ' */ rollback",
                                    "abort")) {
                                assertThatThrownBy(() -> execute(connection, statement))
                                        .as(statement)
                                        .isInstanceOf(SQLException.class)
                                        .hasMessageContaining("unsafe()");
                                assertThatThrownBy(() -> connection.prepareStatement(statement))
                                        .as(statement)
                                        .isInstanceOf(SQLException.class);
                            }
                            insert(connection, "commit");
                        })));
        long id = submit(PLAIN);
        awaitState(id, OperationState.SUCCEEDED);

        assertThat(failure.get()).isNull();
        assertThat(history(id).attempts()).hasSize(1);
        assertThat(rows()).isEqualTo(table.isEmpty() ? List.of() : List.of("commit"));
    }

    @Test
    void unsafe_is_the_way_out() {
        run(new OperationRouter()
                .transactional(
                        CHARGE,
                        QUICK,
                        context -> noting(() -> {
                            if (table.isPresent()) {
                                execute(context.unsafe(), "savepoint own");
                                insert(context.unsafe(), "taken back");
                                execute(context.unsafe(), "rollback to savepoint own");
                                insert(context.unsafe(), "kept");
                            }
                        })));
        awaitState(submit(PLAIN), OperationState.SUCCEEDED);

        assertThat(failure.get()).isNull();
        assertThat(rows()).isEqualTo(table.isEmpty() ? List.of() : List.of("kept"));
    }

    @Test
    void outside_of_transactions_there_is_nothing_to_write_with() {
        run(new OperationRouter()
                .on(
                        CHARGE,
                        QUICK,
                        context -> noting(() -> {
                            assertThatIllegalStateException()
                                    .isThrownBy(context::storage)
                                    .withMessageContaining("transactional");
                            assertThatIllegalStateException().isThrownBy(context::connection);
                            assertThatIllegalStateException().isThrownBy(context::unsafe);
                        })));
        awaitState(submit(PLAIN), OperationState.SUCCEEDED);
        assertThat(failure.get()).isNull();
    }

    @Test
    void a_transactional_handler_is_one_step() {
        run(new OperationRouter()
                .transactional(
                        CHARGE,
                        QUICK,
                        context -> noting(() -> {
                            assertThatIllegalStateException().isThrownBy(() -> context.step("x", () -> AMOUNT));
                            assertThatIllegalStateException().isThrownBy(() -> context.transaction("x", () -> AMOUNT));
                            assertThatIllegalStateException().isThrownBy(() -> context.await("x"));
                        })));
        awaitState(submit(PLAIN), OperationState.SUCCEEDED);
        assertThat(failure.get()).isNull();
    }

    @Test
    void a_step_that_was_written_down_is_not_done_again() {
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        run(new OperationRouter().on(CHARGE, QUICK, context -> {
            Payload reserved = context.step("reserve", () -> {
                calls.add("reserve");
                return Payload.of("\"reservation 7\"");
            });
            assertThat(context.step("reserve", () -> AMOUNT)).isEqualTo(reserved);
            context.transaction("book", () -> {
                context.storage().events().append(LOAN, any(), Loans.some(1));
                calls.add("book");
                if (context.attempt() == 1) {
                    throw new IOException("no rate");
                }
                return AMOUNT;
            });
            if (context.attempt() == 2) {
                throw new IOException("no answer");
            }
            calls.add("ship " + reserved.json());
        }));
        long id = submit(PLAIN);
        awaitState(id, OperationState.SUCCEEDED);

        assertThat(calls).containsExactly("reserve", "book", "book", "ship \"reservation 7\"");
        assertThat(events.head()).isEqualTo(1);
        assertThat(history(id).steps()).extracting(Step::name).containsExactly("reserve", "book");
        assertThat(history(id).attempts()).hasSize(3);
    }

    @Test
    void a_handler_waits_for_a_signal() {
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        run(new OperationRouter().on(CHARGE, QUICK, context -> {
            context.step("ask", () -> {
                calls.add("ask");
                return AMOUNT;
            });
            calls.add(context.await("approval").json());
            calls.add(context.await("sent before").json());
        }));
        long id = submit(PLAIN);
        operations.signal(id, "sent before", Payload.of("2"));
        awaitState(id, OperationState.WAITING);

        operations.signal(id, "approval", Payload.of("1"));

        awaitState(id, OperationState.SUCCEEDED);
        assertThat(calls).containsExactly("ask", "1", "2");
        assertThat(history(id).attempts())
                .extracting(attempt -> attempt.outcome().orElseThrow())
                .containsExactly(Outcome.WAITING, Outcome.SUCCEEDED);
    }

    @Test
    void when_it_fails_its_steps_are_made_up_for_in_reverse_order() {
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger undone = new AtomicInteger();
        run(new OperationRouter()
                .on(CHARGE, QUICK, context -> {
                    context.step("reserve", () -> AMOUNT, result -> new Compensation("undo.reserve", result));
                    context.step("ship", () -> AMOUNT, result -> new Compensation("undo.ship", result));
                    throw new IOException("no answer");
                })
                .on("undo.reserve", QUICK, context -> {
                    calls.add("reserve");
                    undone.incrementAndGet();
                })
                .on("undo.ship", QUICK, context -> {
                    calls.add("ship");
                    if (context.attempt() == 1) {
                        throw new IOException("no answer");
                    }
                    undone.incrementAndGet();
                }));
        long id = submit(PLAIN);
        awaitState(id, OperationState.FAILED);

        await().until(() -> undone.get() == 2);
        assertThat(calls).containsExactly("ship", "ship", "reserve");
    }

    /** What fails in a handler is an assertion of the test's, which the handler's thread must not keep to itself. */
    private void noting(ThrowingRunnable check) {
        try {
            check.run();
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    private void insert(Connection connection, String loan) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into " + table.orElseThrow() + " (loan) values (?)")) {
            insert.setString(1, loan);
            insert.executeUpdate();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows() {
        return storage.atomically(inside -> {
            List<String> found = new ArrayList<>();
            Optional<Connection> connection = inside.unwrap(Connection.class);
            if (connection.isPresent()) {
                try (Statement statement = connection.get().createStatement();
                        var row =
                                statement.executeQuery("select loan from " + table.orElseThrow() + " order by loan")) {
                    while (row.next()) {
                        found.add(row.getString(1));
                    }
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            }
            return found;
        });
    }

    /** What may throw anything. */
    private interface ThrowingRunnable {
        void run() throws Throwable;
    }
}
