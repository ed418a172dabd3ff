// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

/** What became of a loan application. The stronger one wins, in whatever order they happened. */
public enum Outcome {
    OPEN(0),
    CANCELLED(1),
    DECLINED(2),
    APPROVED(3);

    private final int strength;

    Outcome(int strength) {
        this.strength = strength;
    }

    int strength() {
        return strength;
    }

    /** Applications with an outcome. */
    public record Total(long count, long amount) {
        /** None. */
        public static final Total NONE = new Total(0, 0);

        /** Both together. */
        Total plus(Total other) {
            return new Total(count + other.count, amount + other.amount);
        }
    }
}
