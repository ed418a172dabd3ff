// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Text;
import java.time.Duration;
import java.util.regex.Pattern;

/** Refuses arguments around operations that cannot be, with the same words on every backend. */
public final class OperationArguments {

    static final int MAX_KEY = 200;

    private static final int MAX_LIMIT = 1_000;
    private static final int MAX_REASON = 1_000;
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private OperationArguments() {}

    /** Checks the type of an operation, or the beginning of one. */
    public static String type(String type) {
        if (type.length() > 100 || !TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException(
                    "The type of an operation is 1 to 100 of the characters A-Z a-z 0-9 _ . -,"
                            + " like card.charge, with no dot at an end and no two in a row, not '" + Text.excerpt(type)
                            + "'");
        }
        return type;
    }

    /** Checks the name of a channel. */
    public static String channel(String channel) {
        if (!CHANNEL.matcher(channel).matches()) {
            throw new IllegalArgumentException(
                    "A channel is 1 to 64 of the characters A-Z a-z 0-9 _ . -, not '" + Text.excerpt(channel) + "'");
        }
        return channel;
    }

    /** Checks the name of a step: 1 to 200 UTF-16 units without control characters or unpaired surrogates. */
    public static String step(String name) {
        return Text.check("The name of a step", name, 1, MAX_KEY);
    }

    /** Checks the name of a signal: 1 to 200 UTF-16 units without control characters or unpaired surrogates. */
    public static String signal(String name) {
        return Text.check("The name of a signal", name, 1, MAX_KEY);
    }

    /** Checks why something was decided: 1 to 1,000 UTF-16 units without control characters or unpaired surrogates. */
    public static String why(String why) {
        return Text.check("The reason of a decision", why, 1, MAX_REASON);
    }

    /** Checks how many operations are asked for at once: 1 to 1,000. */
    public static int limit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("1 to " + MAX_LIMIT + " operations are read at once, not " + limit);
        }
        return limit;
    }

    /** Checks after how long to try again: 0 to 366 days. */
    static Duration after(Duration after) {
        if (after.isNegative() || after.compareTo(Duration.ofDays(366)) > 0) {
            throw new IllegalArgumentException("The next attempt is made after 0 to 366 days, not " + after);
        }
        return after;
    }

    /** The refusal of a step that was done already. */
    public static IllegalArgumentException doubleStep(OperationQueue.Claim claim, String step) {
        return new IllegalArgumentException("Operation " + claim.operation().id() + " has done a step '"
                + Text.excerpt(step) + "' already; steps of one operation have names of their own");
    }

    /** The refusal of what does not exist. */
    public static IllegalArgumentException unknown(long id) {
        return new IllegalArgumentException("There is no operation " + id + ", or it was purged");
    }
}
