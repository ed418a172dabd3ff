// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.loan;

import java.math.BigDecimal;

// DOC commands begin
sealed interface LoanCommand {

    record Submit(String applicant, BigDecimal amount) implements LoanCommand {}

    record Approve(String by) implements LoanCommand {}

    record Decline(String reason) implements LoanCommand {}
}
// DOC commands end
