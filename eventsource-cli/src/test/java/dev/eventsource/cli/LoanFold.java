// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.event.RecordedEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of one loan, folded from its events in their order.
 *
 * @param events how many were folded
 * @param digest changes with every event and with their order
 */
record LoanFold(String outcome, long events, int digest) {

    static final LoanFold NOTHING = new LoanFold("open", 0, 1);

    private static final Pattern JSON =
            Pattern.compile("\\{\"outcome\":\"([a-z]+)\",\"events\":(\\d+),\"digest\":(-?\\d+)}");

    /** Fails if it is not the next one. */
    LoanFold then(RecordedEvent event) {
        if (event.version() != events + 1) {
            throw new IllegalStateException(
                    event.stream() + " has been folded up to " + events + ", and now comes " + event.version());
        }
        return new LoanFold(
                switch (event.event().type()) {
                    case "A_APPROVED" -> "approved";
                    case "A_DECLINED" -> "declined";
                    case "A_CANCELLED" -> "cancelled";
                    default -> outcome;
                },
                events + 1,
                31 * digest + event.event().id().hashCode());
    }

    String json() {
        return "{\"outcome\":\"" + outcome + "\",\"events\":" + events + ",\"digest\":" + digest + "}";
    }

    static LoanFold parse(String json) {
        Matcher parts = JSON.matcher(json);
        if (!parts.matches()) {
            throw new IllegalArgumentException(json);
        }
        return new LoanFold(parts.group(1), Long.parseLong(parts.group(2)), Integer.parseInt(parts.group(3)));
    }
}
