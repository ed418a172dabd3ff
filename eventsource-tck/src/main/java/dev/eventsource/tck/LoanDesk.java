// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.aggregate.AggregateRoot;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.Decider;
import dev.eventsource.aggregate.DeclarativeAggregate;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.handling.Handles;
import dev.eventsource.json.JacksonEventCodec;
import java.util.Collections;
import java.util.List;

/** Applications for loans as aggregates, in all styles. */
final class LoanDesk {

    private LoanDesk() {}

    sealed interface LoanEvent {}

    @EventType("LoanSubmitted")
    record Submitted(long amount) implements LoanEvent {}

    @EventType("LoanNoted")
    record Noted(String text) implements LoanEvent {}

    @EventType("LoanApproved")
    record Approved(String by) implements LoanEvent {}

    /** Of another aggregate. */
    @EventType("CustomerMoved")
    record Moved(String to) {}

    static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(LoanEvent.class, Moved.class));

    /** What decisions depend on. */
    record LoanState(boolean submitted, int notes, boolean approved) {
        static final LoanState NEW = new LoanState(false, 0, false);

        LoanState after(LoanEvent event) {
            if (event instanceof Submitted) {
                return new LoanState(true, notes, approved);
            }
            return event instanceof Noted
                    ? new LoanState(submitted, notes + 1, approved)
                    : new LoanState(submitted, notes, true);
        }
    }

    sealed interface LoanCommand {}

    record Submit(long amount) implements LoanCommand {}

    record Note(String text, int times) implements LoanCommand {}

    record Approve(String by) implements LoanCommand {}

    /** The pure style. */
    static final class LoanDecider implements Decider<LoanCommand, LoanState, LoanEvent> {
        @Override
        public LoanState initialState() {
            return LoanState.NEW;
        }

        @Override
        public List<LoanEvent> decide(LoanCommand command, LoanState state) {
            if (command instanceof Submit submit) {
                return state.submitted ? List.of() : List.of(new Submitted(submit.amount));
            }
            if (!state.submitted) {
                throw new CommandRejectedException("Nobody has applied for this loan");
            }
            if (command instanceof Note note) {
                return Collections.nCopies(note.times, new Noted(note.text));
            }
            return state.approved ? List.of() : List.of(new Approved(((Approve) command).by));
        }

        @Override
        public LoanState evolve(LoanState state, LoanEvent event) {
            return state.after(event);
        }
    }

    /** The imperative style. */
    static final class Loan extends AggregateRoot<LoanState> {

        void submit(long amount) {
            raise(new Submitted(amount));
        }

        void note(String text) {
            raise(new Noted(text));
        }

        void approve(String by) {
            if (!state().approved) {
                raise(new Approved(by));
            }
        }

        void move() {
            raise(new Moved("Lagos"));
        }

        @Override
        protected LoanState apply(Object event) {
            return (isCreated() ? state() : LoanState.NEW).after((LoanEvent) event);
        }
    }

    /** The declarative style. */
    static final class DeclaredLoan extends DeclarativeAggregate<LoanState> {

        void submit(long amount) {
            raise(new Submitted(amount));
        }

        void approve(String by) {
            if (!state().approved) {
                raise(new Approved(by));
            }
        }

        @Handles
        LoanState on(Submitted event) {
            return LoanState.NEW.after(event);
        }

        @Handles
        LoanState on(Noted event) {
            return state().after(event);
        }

        @Handles
        LoanState on(Approved event) {
            return state().after(event);
        }
    }
}
