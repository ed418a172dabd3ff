// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.loan;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.json.JacksonEventCodec;
import java.math.BigDecimal;

// DOC events begin
sealed interface LoanEvent {

    EventCodec CODEC = new JacksonEventCodec(EventTypes.of(LoanEvent.class));

    @EventType("LoanSubmitted")
    record Submitted(String applicant, BigDecimal amount) implements LoanEvent {}

    @EventType("LoanApproved")
    record Approved(String by) implements LoanEvent {}

    @EventType("LoanDeclined")
    record Declined(String reason) implements LoanEvent {}
}
// DOC events end
