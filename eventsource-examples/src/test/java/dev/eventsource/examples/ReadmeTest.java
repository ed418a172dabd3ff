// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.Decider;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import dev.eventsource.testing.Specification;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code: what stands between the marks stands there to the letter. */
class ReadmeTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    // DOC example begin
    sealed interface LoanEvent {}

    @EventType("LoanSubmitted")
    record Submitted(String applicant, BigDecimal amount) implements LoanEvent {}

    @EventType("LoanApproved")
    record Approved(String by) implements LoanEvent {}

    sealed interface LoanCommand {}

    record Submit(String applicant, BigDecimal amount) implements LoanCommand {}

    record Approve(String by) implements LoanCommand {}

    enum Loan {
        NEW,
        SUBMITTED,
        APPROVED
    }

    static final class LoanDecider implements Decider<LoanCommand, Loan, LoanEvent> {

        @Override
        public Loan initialState() {
            return Loan.NEW;
        }

        @Override
        public List<LoanEvent> decide(LoanCommand command, Loan loan) {
            if (command instanceof Submit submit) {
                return loan == Loan.NEW ? List.of(new Submitted(submit.applicant(), submit.amount())) : List.of();
            }
            if (loan == Loan.NEW) {
                throw new CommandRejectedException("Nobody has applied for this loan");
            }
            return loan == Loan.SUBMITTED ? List.of(new Approved(((Approve) command).by())) : List.of();
        }

        @Override
        public Loan evolve(Loan loan, LoanEvent event) {
            return event instanceof Submitted ? Loan.SUBMITTED : Loan.APPROVED;
        }
    }

    static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(LoanEvent.class));

    void run(Path file) {
        try (Storage storage = new SqliteStorage(file)) {
            AggregateRepository<LoanCommand, Aggregate<Loan>> loans =
                    new Aggregates(storage, CODEC).of("loan", LoanEvent.class, new LoanDecider());

            // Reads what has happened, decides, appends – and decides anew if somebody else was faster.
            loans.execute("173688", new Submit("Ada", new BigDecimal("20000")));
            loans.execute("173688", new Approve("Grace"));

            // Everything that has happened, in the one order in which it has happened.
            EventStore events = storage.events();
            for (RecordedEvent event :
                    events.readAll(EventQuery.all().inCategory("loan"), 0, 1000).events()) {
                out.println(event.position() + " " + event.stream() + " " + CODEC.decode(event));
            }
        }
    }
    // DOC example end

    // DOC specification begin
    @Test
    void a_loan_that_was_submitted_can_be_approved() {
        Specification.of(CODEC, "loan", LoanEvent.class, new LoanDecider())
                .given(new Submitted("Ada", new BigDecimal("20000")))
                .when(new Approve("Grace"))
                .then(new Approved("Grace"));
    }
    // DOC specification end

    @Test
    void the_code_runs_and_prints_what_the_readme_says() throws Exception {
        run(folder.resolve("loans.db"));

        String readme = Files.readString(Path.of("..", "README.md"));
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(readme).contains("\n" + line + "\n"));
    }

    @Test
    void the_code_stands_in_the_readme_to_the_letter() throws Exception {
        new Page(Path.of("..", "README.md")).hasTheCodeOf("ReadmeTest.java");
    }
}
