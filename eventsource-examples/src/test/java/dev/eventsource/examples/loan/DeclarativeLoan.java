// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.loan;

import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.DeclarativeAggregate;
import dev.eventsource.examples.loan.LoanEvent.Approved;
import dev.eventsource.examples.loan.LoanEvent.Declined;
import dev.eventsource.examples.loan.LoanEvent.Submitted;
import dev.eventsource.handling.Handles;
import java.math.BigDecimal;

// DOC declarative begin
final class DeclarativeLoan extends DeclarativeAggregate<Loan> {

    void submit(String applicant, BigDecimal amount) {
        if (!isCreated()) {
            raise(new Submitted(applicant, amount));
        }
    }

    void approve(String by) {
        if (state().stage() != Loan.Stage.SUBMITTED) { // Says "not created" if nobody has submitted it.
            throw new CommandRejectedException("The loan is " + state().stage() + ", there is nothing to decide");
        }
        raise(new Approved(by));
    }

    @Handles
    Loan on(Submitted event) {
        return new Loan(Loan.Stage.SUBMITTED);
    }

    @Handles
    Loan on(Approved event) {
        return new Loan(Loan.Stage.APPROVED);
    }

    @Handles
    Loan on(Declined event) {
        return new Loan(Loan.Stage.DECLINED);
    }
}
// DOC declarative end
