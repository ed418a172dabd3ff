// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Repeats a random test with several seeds and names the one with which it failed. */
final class Seeds {

    private static final String PROPERTY = "eventsource.tck.seed";

    private Seeds() {}

    /** Runs the test, each time with a new seed; or once with the seed of the system property. */
    static void tryEach(int rounds, RandomTest test) throws Exception {
        Long fixed = Long.getLong(PROPERTY);
        for (int round = 0; round < (fixed == null ? rounds : 1); round++) {
            long seed = fixed == null ? ThreadLocalRandom.current().nextLong() : fixed;
            try {
                test.run(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("With -D" + PROPERTY + "=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** A test that takes its randomness from here only. */
    @FunctionalInterface
    interface RandomTest {
        void run(Random random) throws Exception;
    }
}
