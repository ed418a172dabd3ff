// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateNotFoundException;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.Decider;
import dev.eventsource.aggregate.Outcome;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of docs/how-to/aggregates.md. */
class AggregatesTest {

    sealed interface LoanEvent {}

    @EventType("LoanSubmitted")
    record Submitted(String applicant) implements LoanEvent {}

    @EventType("LoanApproved")
    record Approved(String by) implements LoanEvent {}

    sealed interface LoanCommand {}

    record Submit(String applicant) implements LoanCommand {}

    record Approve(String by) implements LoanCommand {}

    record Loan(boolean submitted, boolean approved) {}

    static final class LoanDecider implements Decider<LoanCommand, Loan, LoanEvent> {
        @Override
        public Loan initialState() {
            return new Loan(false, false);
        }

        @Override
        public List<LoanEvent> decide(LoanCommand command, Loan loan) {
            if (command instanceof Submit submit) {
                return loan.submitted() ? List.of() : List.of(new Submitted(submit.applicant()));
            }
            if (!loan.submitted()) {
                throw new CommandRejectedException("Nobody has applied for this loan");
            }
            return loan.approved() ? List.of() : List.of(new Approved(((Approve) command).by()));
        }

        @Override
        public Loan evolve(Loan loan, LoanEvent event) {
            return new Loan(true, event instanceof Approved);
        }
    }

    static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(LoanEvent.class));

    private final Storage storage = new InMemoryStorage();

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void commands_are_executed() {
        // DOC repository begin
        AggregateRepository<LoanCommand, Aggregate<Loan>> loans =
                new Aggregates(storage, CODEC).of("loan", LoanEvent.class, new LoanDecider());
        // DOC repository end
        loans.execute("173688", new Submit("Ada"));
        UUID requestId = UUID.randomUUID();

        // DOC execute begin
        Outcome<Aggregate<Loan>> outcome = loans.execute(
                "173688",
                new Approve("Grace"),
                CommandContext.of(requestId).by("grace").correlatedBy("meeting-7"));

        outcome.events(); // what has happened; empty if nothing had to
        outcome.version(); // of the stream
        outcome.position(); // for whoever wants to read his own writes: running.await(position, …)
        outcome.aggregate().state(); // as it is now
        // DOC execute end
        assertThat(outcome.events()).containsExactly(new Approved("Grace"));

        // DOC load begin
        Loan now = loans.load("173688").state(); // AggregateNotFoundException if there is none
        Optional<Aggregate<Loan>> maybe = loans.find("173689");
        Loan before = loans.loadAt("173688", 1).state();
        Loan then = loans.loadAsOf("173688", Instant.now()).state();
        // DOC load end
        assertThat(now).isEqualTo(then).isEqualTo(new Loan(true, true));
        assertThat(maybe).isEmpty();
        assertThat(before).isEqualTo(new Loan(true, false));
        assertThatThrownBy(() -> loans.load("173689")).isInstanceOf(AggregateNotFoundException.class);
    }

    @Test
    void a_command_is_part_of_a_transaction() {
        AggregateRepository<LoanCommand, Aggregate<Loan>> loans =
                new Aggregates(storage, CODEC).of("loan", LoanEvent.class, new LoanDecider());

        // DOC transaction begin
        storage.atomically(tx -> {
            tx.documents().put("letters", "173688", Payload.of("{\"sent\":false}"), ExpectedVersion.any());
            return loans.on(tx).execute("173688", new Submit("Ada"));
        });
        // DOC transaction end
        assertThat(loans.exists("173688")).isTrue();

        // DOC tenant begin
        loans.on(storage.forTenant("acme")).execute("173688", new Submit("Joan"));
        // DOC tenant end
        assertThat(storage.events().head()).isEqualTo(2);
    }

    @Test
    void the_code_stands_in_the_page_to_the_letter() throws Exception {
        Page.howTo("aggregates.md")
                .hasTheCodeOf(
                        "AggregatesTest.java",
                        "loan/LoanDecider.java",
                        "loan/ImperativeLoan.java",
                        "loan/DeclarativeLoan.java",
                        "course/CourseEvent.java",
                        "course/Enrolment.java",
                        "course/EnrolmentTest.java",
                        "bank/Transfers.java");
    }
}
