// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.loan;

import dev.eventsource.aggregate.AggregateNotFoundException;
import dev.eventsource.examples.loan.LoanCommand.Approve;
import dev.eventsource.examples.loan.LoanCommand.Decline;
import dev.eventsource.examples.loan.LoanCommand.Submit;
import dev.eventsource.examples.loan.LoanEvent.Approved;
import dev.eventsource.examples.loan.LoanEvent.Declined;
import dev.eventsource.examples.loan.LoanEvent.Submitted;
import dev.eventsource.testing.Specification;
import java.math.BigDecimal;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One domain, the same in all styles. */
class LoanTest {

    private static final BigDecimal AMOUNT = new BigDecimal("20000");

    // DOC specification begin
    static final Specification<LoanCommand, Loan, LoanEvent> LOANS =
            Specification.of(LoanEvent.CODEC, "loan", LoanEvent.class, new LoanDecider());

    @Test
    void a_loan_that_was_submitted_can_be_approved() {
        LOANS.given(new Submitted("Ada", AMOUNT))
                .when(new Approve("Grace"))
                .then(new Approved("Grace"))
                .thenState(new Loan(Loan.Stage.APPROVED));
    }

    @Test
    void what_was_declined_is_not_approved_any_more() {
        LOANS.given(new Submitted("Ada", AMOUNT), new Declined("too much"))
                .when(new Approve("Grace"))
                .thenRejected("The loan is DECLINED");
    }

    @Test
    void submitting_twice_changes_nothing() {
        LOANS.given()
                .when(new Submit("Ada", AMOUNT))
                .then(new Submitted("Ada", AMOUNT))
                .when(new Submit("Ada", AMOUNT))
                .thenNothing();
    }
    // DOC specification end

    @Test
    void a_loan_that_was_submitted_can_be_declined() {
        LOANS.given(new Submitted("Ada", AMOUNT)).when(new Decline("too much")).then(new Declined("too much"));
        LOANS.given().when(new Decline("too much")).thenRejected("The loan is NEW");
    }

    // DOC calls begin
    static final Specification<Consumer<? super DeclarativeLoan>, Loan, LoanEvent> DECLARATIVE =
            Specification.of(LoanEvent.CODEC, "loan", LoanEvent.class, DeclarativeLoan::new);

    @Test
    void a_declarative_loan_that_was_submitted_can_be_approved() {
        DECLARATIVE
                .given(new Submitted("Ada", AMOUNT))
                .when(loan -> loan.approve("Grace"))
                .then(new Approved("Grace"));
        DECLARATIVE
                .given()
                .when(loan -> loan.approve("Grace"))
                .thenRejected(AggregateNotFoundException.class, "loan-1 was not created");
    }
    // DOC calls end

    @Test
    void a_declarative_loan_is_decided_once() {
        DECLARATIVE
                .given(new Submitted("Ada", AMOUNT), new Declined("too much"))
                .when(loan -> loan.approve("Grace"))
                .thenRejected("The loan is DECLINED");
        DECLARATIVE
                .given()
                .when(loan -> loan.submit("Ada", AMOUNT))
                .then(new Submitted("Ada", AMOUNT))
                .when(loan -> loan.submit("Ada", AMOUNT))
                .thenNothing();
    }

    @Test
    void an_imperative_loan_is_the_same() {
        Specification<Consumer<? super ImperativeLoan>, Loan, LoanEvent> imperative =
                Specification.of(LoanEvent.CODEC, "loan", LoanEvent.class, ImperativeLoan::new);

        imperative
                .given(new Submitted("Ada", AMOUNT))
                .when(loan -> loan.approve("Grace"))
                .then(new Approved("Grace"))
                .thenState(new Loan(Loan.Stage.APPROVED));
        imperative
                .given(new Submitted("Ada", AMOUNT), new Declined("too much"))
                .when(loan -> loan.approve("Grace"))
                .thenRejected("The loan is DECLINED");
        imperative
                .given()
                .when(loan -> loan.submit("Ada", AMOUNT))
                .then(new Submitted("Ada", AMOUNT))
                .when(loan -> loan.submit("Ada", AMOUNT))
                .thenNothing();
    }
}
