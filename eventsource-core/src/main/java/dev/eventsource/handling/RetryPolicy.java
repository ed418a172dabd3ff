// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often something that failed is tried, how long to wait in between, and after which failures. It is data: those
 * who retry ask it. Immutable.
 *
 * @param maxAttempts the first one included, at least 1
 * @param firstDelay to wait after the first attempt
 * @param factor by which each delay is longer than the one before, 1 to 1000
 * @param maxDelay no delay is longer; at most 365 days
 * @param jitter the share of a delay, 0 to 1, that chance may take off, lest all try again at the same moment
 * @param failures after which another attempt makes sense
 */
public record RetryPolicy(
        int maxAttempts, Duration firstDelay, double factor, Duration maxDelay, double jitter, Failures failures) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** 5 attempts, after 100 ms, 200 ms, 400 ms and 800 ms, up to a fifth less; delays end at 30 s. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(5, Duration.ofMillis(100), 2, Duration.ofSeconds(30), 0.2, Failures.DEFAULT);

    /** One attempt. */
    public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 0, Failures.DEFAULT);

    public RetryPolicy {
        check(maxAttempts >= 1, "The first attempt is one of maxAttempts: 1 is the least, not " + maxAttempts);
        check(!firstDelay.isNegative(), "firstDelay cannot be negative: " + firstDelay);
        check(factor >= 1 && factor <= 1000, "factor is 1 to 1000, not " + factor);
        check(
                maxDelay.compareTo(firstDelay) >= 0,
                "maxDelay (" + maxDelay + ") is shorter than firstDelay (" + firstDelay + ")");
        check(maxDelay.compareTo(LONGEST) <= 0, "maxDelay is at most 365 days, not " + maxDelay);
        check(jitter >= 0 && jitter <= 1, "jitter is a share of the delay, 0 to 1, not " + jitter);
    }

    /** The same with so many attempts, the first one included. */
    public RetryPolicy withMaxAttempts(int maxAttempts) {
        return new RetryPolicy(maxAttempts, firstDelay, factor, maxDelay, jitter, failures);
    }

    /** The same with this pause after the first attempt. */
    public RetryPolicy withFirstDelay(Duration firstDelay) {
        return new RetryPolicy(maxAttempts, firstDelay, factor, maxDelay, jitter, failures);
    }

    /** The same with delays that grow by this factor. */
    public RetryPolicy withFactor(double factor) {
        return new RetryPolicy(maxAttempts, firstDelay, factor, maxDelay, jitter, failures);
    }

    /** The same with no delay above this. */
    public RetryPolicy withMaxDelay(Duration maxDelay) {
        return new RetryPolicy(maxAttempts, firstDelay, factor, maxDelay, jitter, failures);
    }

    /** The same with this share of each delay left to chance. */
    public RetryPolicy withJitter(double jitter) {
        return new RetryPolicy(maxAttempts, firstDelay, factor, maxDelay, jitter, failures);
    }

    /** The same for these failures. */
    public RetryPolicy withFailures(Failures failures) {
        return new RetryPolicy(maxAttempts, firstDelay, factor, maxDelay, jitter, failures);
    }

    /**
     * How long to wait after an attempt has failed. Chance only shortens it.
     *
     * @param attempt the number of the attempt, from 1, beyond {@link #maxAttempts} too
     */
    public Duration delayAfter(int attempt, RandomGenerator random) {
        check(attempt >= 1, "Attempts are counted from 1, this would be " + attempt);
        if (firstDelay.isZero()) {
            return Duration.ZERO;
        }
        double grown = firstDelay.toNanos() * Math.pow(factor, attempt - 1);
        double nanos = Math.min(grown, (double) maxDelay.toNanos());
        return Duration.ofNanos((long) (nanos * (1 - jitter * random.nextDouble())));
    }

    /** See {@link Failures#retries}. */
    public boolean retries(Throwable failure) {
        return failures.retries(failure);
    }

    /** See {@link Failures#isOutage}. */
    public boolean isOutage(Throwable failure) {
        return failures.isOutage(failure);
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
