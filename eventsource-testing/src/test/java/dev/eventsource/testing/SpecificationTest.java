// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.eventsource.aggregate.AggregateNotFoundException;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.event.StreamId;
import dev.eventsource.testing.LoanDesk.Apply;
import dev.eventsource.testing.LoanDesk.Approve;
import dev.eventsource.testing.LoanDesk.Approved;
import dev.eventsource.testing.LoanDesk.DeclaredLoan;
import dev.eventsource.testing.LoanDesk.Loan;
import dev.eventsource.testing.LoanDesk.LoanCommand;
import dev.eventsource.testing.LoanDesk.LoanDecider;
import dev.eventsource.testing.LoanDesk.LoanEvent;
import dev.eventsource.testing.LoanDesk.LoanRoot;
import dev.eventsource.testing.LoanDesk.Note;
import dev.eventsource.testing.LoanDesk.Noted;
import dev.eventsource.testing.LoanDesk.OneEach;
import dev.eventsource.testing.LoanDesk.Submitted;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SpecificationTest {

    private static final Specification<LoanCommand, Loan, LoanEvent> DECIDER =
            Specification.of(LoanDesk.CODEC, "loan", LoanEvent.class, new LoanDecider());
    private static final Specification<Consumer<? super LoanRoot>, Loan, LoanEvent> ROOT =
            Specification.of(LoanDesk.CODEC, "loan", LoanEvent.class, LoanRoot::new);
    private static final Specification<Consumer<? super DeclaredLoan>, Loan, LoanEvent> DECLARED =
            Specification.of(LoanDesk.CODEC, "loan", LoanEvent.class, DeclaredLoan::new);
    private static final Specification<Apply, Integer, LoanEvent> BOUNDARY =
            Specification.of(LoanDesk.CODEC, "applying", LoanEvent.class, new OneEach());

    @Test
    void a_decider_is_shown_by_example() {
        DECIDER.given(LoanDesk.SUBMITTED)
                .when(new Approve("Grace"))
                .then(new Approved("Grace"))
                .thenState(new Loan(true, 0, true))
                .thenState(Loan::approved);
        DECIDER.given(LoanDesk.SUBMITTED, new Approved("Grace"))
                .when(new Approve("Ada"))
                .thenNothing();
        DECIDER.given().when(new Approve("Grace")).thenRejected().thenRejected("Nobody has applied");
    }

    @Test
    void an_imperative_aggregate_is_shown_by_example() {
        ROOT.given(LoanDesk.SUBMITTED)
                .when(loan -> loan.approve("Grace"))
                .then(new Approved("Grace"))
                .thenState(new Loan(true, 0, true));
        ROOT.given()
                .when(loan -> loan.approve("Grace"))
                .thenRejected(AggregateNotFoundException.class, "loan-1 was not created");
    }

    @Test
    void a_declarative_aggregate_is_shown_by_example() {
        DECLARED.given(LoanDesk.SUBMITTED, new Noted("called"))
                .when(loan -> loan.approve("Grace"))
                .then(new Approved("Grace"))
                .thenState(new Loan(true, 1, true));
    }

    @Test
    void a_decision_over_tags_is_shown_by_example() {
        Submitted graces = new Submitted("grace", 1, LoanDesk.SUBMITTED.address());

        BOUNDARY.given(LoanDesk.SUBMITTED)
                .when(new Apply("grace", "2"))
                .then(graces)
                .thenState(1);
        BOUNDARY.given(LoanDesk.SUBMITTED, graces)
                .when(new Apply("grace", "2"))
                .thenRejected(CommandRejectedException.class, "grace has applied already")
                .thenState(1);
        assertThat(BOUNDARY.given().when(new Apply("grace", "2")).recorded())
                .singleElement()
                .satisfies(one -> assertThat(one.stream()).isEqualTo(StreamId.of("applicant", "grace")));
    }

    @Test
    void an_example_may_go_on() {
        DECIDER.given(LoanDesk.SUBMITTED)
                .when(new Note("called"))
                .then(new Noted("called"))
                .when(new Approve("Grace"))
                .then(new Approved("Grace"))
                .when(new Approve("Grace"))
                .thenNothing()
                .thenState(new Loan(true, 1, true));
    }

    @Test
    void what_was_stored_can_be_looked_at() {
        SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
        UUID command = UUID.randomUUID();

        assertThat(DECIDER.with(Aggregates.Options.DEFAULT.withClock(clock).withIds(new SequentialIds()))
                        .given(LoanDesk.SUBMITTED)
                        .when(new Note("a", "b"), CommandContext.NONE.by("grace"))
                        .recorded())
                .extracting(
                        one -> one.event().id(),
                        one -> one.event().occurredAt(),
                        one -> one.event().metadata().actor().orElseThrow())
                .containsExactly(
                        tuple(SequentialIds.id(2), clock.instant(), "grace"),
                        tuple(SequentialIds.id(3), clock.instant(), "grace"));
        DECIDER.given(LoanDesk.SUBMITTED)
                .when(new Note("a"), CommandContext.of(command))
                .then(new Noted("a"))
                .when(new Note("a"), CommandContext.of(command))
                .thenNothing();
    }

    @Test
    void an_event_that_cannot_be_stored_is_found() {
        Specification<LoanCommand, Loan, LoanEvent> broken =
                Specification.of(LoanDesk.CODEC, "loan", LoanEvent.class, new LoanDecider());

        Fails.with(() -> broken.given(LoanDesk.SUBMITTED).when(new Note("\0")).then(new Noted("\0")))
                .startsWith("It was rejected: dev.eventsource.codec.CodecException");
    }

    @Test
    void other_events_than_expected_are_shown_line_by_line() {
        Fails.with(() -> DECIDER.given(LoanDesk.SUBMITTED, new Noted("before"))
                        .when(new Note("a", "b", "c"))
                        .then(new Noted("a"), new Noted("x"), new Noted("c"), new Approved("Grace")))
                .isEqualTo("""
                        Other events have happened than expected:
                          Noted[text=a]
                        - Noted[text=x]
                        + Noted[text=b]
                          ≠ text: expected x, was b
                          Noted[text=c]
                        - Approved[by=Grace]

                        given  Submitted[applicant=ada, amount=20000, address=Address[street=Main Street, city=Lagos]]
                               Noted[text=before]
                        when   Note[a, b, c]""");
    }

    @Test
    void what_was_to_happen_and_did_not_is_shown() {
        Fails.with(() -> DECIDER.given(LoanDesk.SUBMITTED, new Approved("Grace"))
                        .when(new Approve("Ada"))
                        .then(new Approved("Ada")))
                .startsWith("""
                        Other events have happened than expected:
                        - Approved[by=Ada]
                        + nothing has happened
                        """);
        Fails.with(() -> DECIDER.given(LoanDesk.SUBMITTED)
                        .when(new Approve("Ada"))
                        .thenNothing())
                .startsWith("""
                        Other events have happened than expected:
                        - nothing was expected to happen
                        + Approved[by=Ada]
                        """);
    }

    @Test
    void a_rejection_where_events_were_expected_is_shown_and_is_the_cause() {
        Fails.with(() -> DECIDER.given().when(new Approve("Grace")).then(new Approved("Grace")))
                .isEqualTo("""
                        It was rejected: dev.eventsource.aggregate.CommandRejectedException: Nobody has applied for this loan
                        - Approved[by=Grace]
                        + nothing has happened

                        given  nothing
                        when   Approve[by=Grace]""");
        Fails.with(() -> DECIDER.given().when(new Approve("Grace")).thenNothing())
                .startsWith("It was rejected: ");
        Fails.with(() -> DECIDER.given().when(new Approve("Grace")).recorded()).startsWith("It was rejected: ");
        assertThat(Fails.error(() -> DECIDER.given().when(new Approve("Grace")).thenNothing()))
                .hasCauseInstanceOf(CommandRejectedException.class);
    }

    @Test
    void a_rejection_that_did_not_come_is_shown() {
        Fails.with(() -> DECIDER.given(LoanDesk.SUBMITTED)
                        .when(new Note("a", "b"))
                        .thenRejected("too late"))
                .startsWith("""
                        It was not rejected, although that was expected:
                        - CommandRejectedException: …too late…
                        + Noted[text=a]
                        + Noted[text=b]
                        """);
        Fails.with(() -> ROOT.given(LoanDesk.SUBMITTED, new Approved("Grace"))
                        .when(loan -> loan.approve("Ada"))
                        .thenRejected())
                .contains("- CommandRejectedException\n+ nothing happened\n")
                .endsWith("when   a call");
    }

    @Test
    void another_rejection_is_shown_and_is_the_cause() {
        AssertionError failure = Fails.error(
                () -> DECIDER.given().when(new Approve("Grace")).thenRejected(IllegalStateException.class, "too late"));

        assertThat(failure).hasCauseInstanceOf(CommandRejectedException.class).hasMessageStartingWith("""
                        It was rejected in another way than expected:
                        - IllegalStateException: …too late…
                        + CommandRejectedException: Nobody has applied for this loan
                        """);
        Fails.with(() -> DECIDER.given().when(new Approve("Grace")).thenRejected("too late"))
                .contains("- CommandRejectedException: …too late…");
    }

    @Test
    void another_state_is_shown_field_by_field() {
        Fails.with(() -> DECIDER.given(LoanDesk.SUBMITTED).when(new Note("a")).thenState(new Loan(true, 2, true)))
                .startsWith("""
                        The state is another than expected:
                        - Loan[submitted=true, notes=2, approved=true]
                        + Loan[submitted=true, notes=1, approved=false]
                          ≠ notes: expected 2, was 1
                          ≠ approved: expected true, was false
                        """);
        Fails.with(() -> DECIDER.given(LoanDesk.SUBMITTED).when(new Note("a")).thenState(Loan::approved))
                .startsWith("The state is not as it should be: Loan[submitted=true, notes=1, approved=false]\n"
                        + "then   Noted[text=a]");
    }

    @Test
    void a_failure_is_not_gone_on_from() {
        Fails.with(() -> ROOT.given()
                        .when(loan -> {
                            throw new IllegalStateException("broken");
                        })
                        .when(loan -> loan.approve("Grace")))
                .startsWith("It failed: java.lang.IllegalStateException: broken");
        ROOT.given(List.of())
                .when(loan -> {
                    throw new CommandRejectedException("not now");
                })
                .when(loan -> {})
                .thenNothing();
    }
}
