// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.loan;

import dev.eventsource.examples.loan.LoanEvent.Submitted;

// DOC state begin
/** What decisions depend on, and no more. */
record Loan(Stage stage) {

    enum Stage {
        NEW,
        SUBMITTED,
        APPROVED,
        DECLINED
    }

    static final Loan NEW = new Loan(Stage.NEW);

    Loan after(LoanEvent event) {
        if (event instanceof Submitted) {
            return new Loan(Stage.SUBMITTED);
        }
        return new Loan(event instanceof LoanEvent.Approved ? Stage.APPROVED : Stage.DECLINED);
    }
}
// DOC state end
