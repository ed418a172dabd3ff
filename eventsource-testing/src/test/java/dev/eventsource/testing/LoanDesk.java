// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.aggregate.AggregateRoot;
import dev.eventsource.aggregate.BoundaryDecider;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.Decider;
import dev.eventsource.aggregate.DeclarativeAggregate;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.Tagged;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Handles;
import dev.eventsource.json.JacksonEventCodec;
import java.util.List;
import java.util.Set;

/** Applications for loans, in every style. */
final class LoanDesk {

    private LoanDesk() {}

    sealed interface LoanEvent extends Tagged {
        @Override
        default Set<String> tags() {
            return Set.of();
        }
    }

    record Address(String street, String city) {}

    @EventType("LoanSubmitted")
    record Submitted(String applicant, long amount, Address address) implements LoanEvent {
        @Override
        public Set<String> tags() {
            return Set.of("applicant:" + applicant);
        }
    }

    @EventType("LoanNoted")
    record Noted(String text) implements LoanEvent {}

    @EventType("LoanApproved")
    record Approved(String by) implements LoanEvent {}

    static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(LoanEvent.class));

    static final Submitted SUBMITTED = new Submitted("ada", 20_000, new Address("Main Street", "Lagos"));

    record Loan(boolean submitted, int notes, boolean approved) {
        static final Loan NEW = new Loan(false, 0, false);

        Loan after(LoanEvent event) {
            if (event instanceof Submitted) {
                return new Loan(true, notes, approved);
            }
            return event instanceof Noted ? new Loan(submitted, notes + 1, approved) : new Loan(submitted, notes, true);
        }
    }

    sealed interface LoanCommand {}

    record Note(List<String> texts) implements LoanCommand {
        Note(String... texts) {
            this(List.of(texts));
        }

        @Override
        public String toString() {
            return "Note" + texts;
        }
    }

    record Approve(String by) implements LoanCommand {}

    static final class LoanDecider implements Decider<LoanCommand, Loan, LoanEvent> {
        @Override
        public Loan initialState() {
            return Loan.NEW;
        }

        @Override
        public List<? extends LoanEvent> decide(LoanCommand command, Loan loan) {
            if (!loan.submitted) {
                throw new CommandRejectedException("Nobody has applied for this loan");
            }
            if (command instanceof Note note) {
                return note.texts.stream().map(Noted::new).toList();
            }
            return loan.approved ? List.of() : List.of(new Approved(((Approve) command).by));
        }

        @Override
        public Loan evolve(Loan loan, LoanEvent event) {
            return loan.after(event);
        }
    }

    static final class LoanRoot extends AggregateRoot<Loan> {
        void approve(String by) {
            if (!state().approved) {
                raise(new Approved(by));
            }
        }

        @Override
        protected Loan apply(Object event) {
            return (isCreated() ? state() : Loan.NEW).after((LoanEvent) event);
        }
    }

    static final class DeclaredLoan extends DeclarativeAggregate<Loan> {
        void approve(String by) {
            if (!state().approved) {
                raise(new Approved(by));
            }
        }

        @Handles
        Loan on(Submitted event) {
            return Loan.NEW.after(event);
        }

        @Handles
        Loan on(Noted event) {
            return state().after(event);
        }

        @Handles
        Loan on(Approved event) {
            return state().after(event);
        }
    }

    record Apply(String applicant, String loan) {}

    /** Nobody applies for two loans. */
    static final class OneEach implements BoundaryDecider<Apply, Integer, LoanEvent> {
        @Override
        public Integer initialState() {
            return 0;
        }

        @Override
        public List<LoanEvent> decide(Apply command, Integer loans) {
            if (loans > 0) {
                throw new CommandRejectedException(command.applicant + " has applied already");
            }
            return List.of(new Submitted(command.applicant, 1, SUBMITTED.address));
        }

        @Override
        public Integer evolve(Integer loans, LoanEvent event) {
            return loans + 1;
        }

        @Override
        public EventQuery boundary(Apply command) {
            return EventQuery.all().tagged("applicant:" + command.applicant);
        }

        @Override
        public StreamId stream(LoanEvent event) {
            return StreamId.of("applicant", event instanceof Submitted submitted ? submitted.applicant : "nobody");
        }
    }
}
