// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.Message;
import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.outbox.MessageOperations;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.NewOperation.Options;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.testing.EventBuilder;
import dev.eventsource.testing.PublishedMessages;
import dev.eventsource.workflow.OnAbandoned;
import dev.eventsource.workflow.OperationContext;
import dev.eventsource.workflow.OperationPolicy;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The code of docs/how-to/operations.md. */
class OperationsTest {

    @TempDir
    Path folder;

    private final StreamId loan = StreamId.of("loan", "4711");
    private final EventData approved = EventBuilder.of("LoanApproved", "{}").data();
    private final EventData disbursed =
            EventBuilder.of("LoanDisbursed", "{\"amount\":20000}").data();
    private final Bank bank = new Bank();
    private final SQLiteDataSource database = new SQLiteDataSource();
    private Storage storage;

    @BeforeEach
    void open() throws SQLException {
        storage = new SqliteStorage(folder.resolve("events.db"));
        database.setUrl("jdbc:sqlite:" + folder.resolve("events.db"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table ledger (entry text)");
        }
        storage.events()
                .append(Append.to(
                        loan,
                        noStream(),
                        List.of(EventBuilder.of("LoanSubmitted", "{}").data())));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private long submit(long version) {
        // DOC submit begin
        return storage.atomically(tx -> {
            tx.events().append(Append.to(loan, exactly(version), List.of(approved)));
            return tx.operations()
                    .submit(
                            "loan.disburse",
                            Payload.of("{\"amount\":20000}"),
                            Options.DEFAULT.withKey(loan.key()).withIdempotencyId("disbursement of " + loan));
        });
        // DOC submit end
    }

    @Test
    void what_was_submitted_is_done() {
        OperationRouter letters = new OperationRouter().on("send", context -> {});
        // DOC run begin
        OperationRouter router = new OperationRouter()
                .on("loan.disburse", context -> bank.pay(context.payload(), context.reference()))
                .transactional("ledger.book", context -> book(context.connection(), context.payload()))
                .include(letters.prefix("letter"));

        OperationRunner runner = OperationRunner.start(storage, router); // 4 workers on the channel "default"
        // DOC run end
        long id = submit(1);
        storage.operations().submit("ledger.book", Payload.of("{\"amount\":20000}"), Options.DEFAULT);
        storage.operations().submit("letter.send", Payload.of("{}"), Options.DEFAULT);
        await().until(() -> succeeded() == 3);
        assertThat(runner.stop(Duration.ofSeconds(5))).isEmpty();
        assertThat(bank.references).containsExactly(operation(id).reference());
        assertThat(ledger()).isEqualTo("{\"amount\":20000}");
    }

    @Test
    void a_policy_says_what_becomes_of_an_attempt_of_which_nobody_knows() {
        // DOC policy begin
        OperationPolicy policy =
                OperationPolicy.DEFAULT.withOnAbandoned(OnAbandoned.RETRY).withTimeLimit(Duration.ofSeconds(20));
        OperationRouter router = new OperationRouter()
                .on("card.charge", policy, context -> bank.pay(context.payload(), context.reference()));
        // DOC policy end
        storage.operations().submit("card.charge", Payload.of("{}"), Options.DEFAULT);
        try (OperationRunner runner = OperationRunner.start(storage, router)) {
            await().until(() -> succeeded() == 1);
            assertThat(runner.stop(Duration.ofSeconds(5))).isEmpty();
        }
    }

    // DOC steps begin
    void disburse(OperationContext context) throws Exception {
        Payload account = context.step(
                "open the account",
                () -> bank.open(context.reference()),
                opened -> new Compensation("account.close", opened));
        context.transaction("book", () -> book(context.connection(), account));
        Payload signature = context.await("signed");
        context.submit(NewOperation.of("letter.send", signature)); // if and when this one succeeds
        context.append(Append.to(loan, any(), List.of(disbursed))); // so is this
    }
    // DOC steps end

    @Test
    void steps_are_done_once() {
        OperationRouter router =
                new OperationRouter().on("loan.disburse", this::disburse).on("letter.send", context -> {});
        long id = submit(1);
        try (OperationRunner runner = OperationRunner.start(storage, router)) {
            await().until(() -> operation(id).state() == OperationState.WAITING);
            storage.operations().signal(id, "signed", Payload.of("{\"by\":\"Ada\"}"));
            await().until(() -> succeeded() == 2);
            assertThat(runner.stop(Duration.ofSeconds(5))).isEmpty();
        }
        assertThat(operation(id).status().attempts()).isEqualTo(2);
        assertThat(bank.references).containsExactly(operation(id).reference());
        assertThat(ledger()).isEqualTo("{\"account\":\"1\"}");
        assertThat(storage.events().read(loan, 0, 10))
                .extracting(event -> event.event().type())
                .containsExactly("LoanSubmitted", "LoanApproved", "LoanDisbursed");
    }

    @Test
    void a_message_is_published() {
        PublishedMessages bus = new PublishedMessages();
        StreamId customer = StreamId.of("customer", "ada");
        EventData wanted = EventBuilder.of("SendLetter", "{}").data();
        OperationRouter router = new OperationRouter().on("card.charge", context -> {});
        // DOC publish begin
        OperationRunner runner = OperationRunner.start(storage, router.include(MessageOperations.to(bus, "letters")));
        storage.atomically(
                tx -> tx.operations().submit(MessageOperations.publishing("letters", Message.of(customer, wanted))));
        // DOC publish end
        await().until(() -> succeeded() == 1);
        runner.close();
        assertThat(bus.eventsOn("letters")).containsExactly(wanted);
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("operations.md").hasTheCodeOf("OperationsTest.java");
    }

    private static Payload book(Connection connection, Payload entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into ledger (entry) values (?)")) {
            insert.setString(1, entry.json());
            insert.executeUpdate();
        }
        return entry;
    }

    private String ledger() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet entries = statement.executeQuery("select group_concat(entry) from ledger")) {
            entries.next();
            return entries.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Operation operation(long id) {
        return storage.operations().find(id).orElseThrow().operation();
    }

    private int succeeded() {
        return storage.operations()
                .list(Filter.ALL.in(OperationState.SUCCEEDED), 10)
                .size();
    }

    /** Somebody else's service. */
    private static final class Bank {

        final List<UUID> references = new CopyOnWriteArrayList<>();

        void pay(Payload payment, UUID reference) {
            assertThat(payment.json()).isNotEmpty();
            references.add(reference);
        }

        Payload open(UUID reference) {
            references.add(reference);
            return Payload.of("{\"account\":\"1\"}");
        }
    }
}
