// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.loan;

import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.Decider;
import dev.eventsource.examples.loan.LoanCommand.Approve;
import dev.eventsource.examples.loan.LoanCommand.Decline;
import dev.eventsource.examples.loan.LoanCommand.Submit;
import dev.eventsource.examples.loan.LoanEvent.Approved;
import dev.eventsource.examples.loan.LoanEvent.Declined;
import dev.eventsource.examples.loan.LoanEvent.Submitted;
import java.util.List;

// DOC decider begin
final class LoanDecider implements Decider<LoanCommand, Loan, LoanEvent> {

    @Override
    public Loan initialState() {
        return Loan.NEW;
    }

    @Override
    public List<LoanEvent> decide(LoanCommand command, Loan loan) {
        if (command instanceof Submit submit) {
            return loan.stage() == Loan.Stage.NEW
                    ? List.of(new Submitted(submit.applicant(), submit.amount()))
                    : List.of();
        }
        if (loan.stage() != Loan.Stage.SUBMITTED) {
            throw new CommandRejectedException("The loan is " + loan.stage() + ", there is nothing to decide");
        }
        return List.of(
                command instanceof Approve approve
                        ? new Approved(approve.by())
                        : new Declined(((Decline) command).reason()));
    }

    @Override
    public Loan evolve(Loan loan, LoanEvent event) {
        return loan.after(event);
    }
}
// DOC decider end
