// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Text;
import java.math.BigDecimal;

/**
 * Numbers of documents and queries: a Long if it is written without fraction and exponent and is in the range of one,
 * else the nearest Double. They compare by their exact values.
 */
final class DocumentNumber {

    private DocumentNumber() {}

    /** @throws IllegalArgumentException if it is beyond the range of a double, or so small that it would become 0 */
    static Number of(String json) {
        if (json.length() <= 20 && json.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E')) {
            try {
                return Long.parseLong(json);
            } catch (NumberFormatException e) {
                // Larger than a long: the nearest double, as databases take it.
            }
        }
        double number = Double.parseDouble(json);
        boolean vanishes = number == 0 && json.replaceFirst("[eE].*", "").matches(".*[1-9].*");
        if (Double.isInfinite(number) || vanishes) {
            throw new IllegalArgumentException("The number " + Text.excerpt(json) + " is beyond the range of a double,"
                    + " and databases would not agree on it; write it as text");
        }
        return number;
    }

    /** Exact, whichever of both they are; -0.0 equals 0. */
    static int compare(Number a, Number b) {
        return exact(a).compareTo(exact(b));
    }

    private static BigDecimal exact(Number number) {
        return number instanceof Double d ? new BigDecimal(d) : BigDecimal.valueOf(number.longValue());
    }
}
