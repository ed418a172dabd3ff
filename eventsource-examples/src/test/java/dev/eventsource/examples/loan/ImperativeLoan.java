// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.loan;

import dev.eventsource.aggregate.AggregateRoot;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.examples.loan.LoanEvent.Approved;
import dev.eventsource.examples.loan.LoanEvent.Submitted;
import java.math.BigDecimal;

// DOC imperative begin
final class ImperativeLoan extends AggregateRoot<Loan> {

    ImperativeLoan() {
        super(Loan.NEW);
    }

    void submit(String applicant, BigDecimal amount) {
        if (state().stage() == Loan.Stage.NEW) {
            raise(new Submitted(applicant, amount));
        }
    }

    void approve(String by) {
        if (state().stage() != Loan.Stage.SUBMITTED) {
            throw new CommandRejectedException("The loan is " + state().stage() + ", there is nothing to decide");
        }
        raise(new Approved(by));
    }

    @Override
    protected Loan apply(Object event) {
        return state().after((LoanEvent) event);
    }
}
// DOC imperative end
