// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import dev.eventsource.event.RecordedEvent;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What became of one application, and how much was asked for. Merging is commutative and repeatable. */
record LoanOutcome(Outcome outcome, long amount) {

    private static final JsonMapper JSON = new JsonMapper();

    LoanOutcome merge(LoanOutcome other) {
        return new LoanOutcome(
                outcome.strength() >= other.outcome.strength() ? outcome : other.outcome,
                Math.max(amount, other.amount));
    }

    /** What these events change, by the keys of the streams. */
    static Map<String, LoanOutcome> changes(List<RecordedEvent> events) {
        Map<String, LoanOutcome> changes = new LinkedHashMap<>();
        for (RecordedEvent event : events) {
            Outcome outcome = switch (event.event().type()) {
                case "A_APPROVED" -> Outcome.APPROVED;
                case "A_DECLINED" -> Outcome.DECLINED;
                case "A_CANCELLED" -> Outcome.CANCELLED;
                default -> Outcome.OPEN;
            };
            if (event.version() == 1 || outcome != Outcome.OPEN) {
                LoanOutcome change = new LoanOutcome(outcome, event.version() == 1 ? amount(event) : 0);
                changes.merge(event.stream().key(), change, LoanOutcome::merge);
            }
        }
        return changes;
    }

    private static long amount(RecordedEvent event) {
        JsonNode amount = JSON.readTree(event.event().payload().json()).path("AMOUNT_REQ");
        try {
            return amount.isValueNode() ? new BigDecimal(amount.asString("0")).longValue() : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
