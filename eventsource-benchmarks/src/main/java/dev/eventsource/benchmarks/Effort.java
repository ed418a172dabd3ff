// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * How carefully to measure.
 *
 * @param rounds that count
 * @param patience how long to wait for a quiet machine before each run; if any, disturbed runs are repeated
 * @param showsCpu whether to print processor times, of which those of a server elsewhere are no part
 */
record Effort(int rounds, Duration patience, boolean showsCpu) {

    private static final int ATTEMPTS = 3;

    static Effort of(int rounds) {
        return new Effort(rounds, Duration.ZERO, false);
    }

    /** The least disturbed of some runs, the first of which that was not disturbed is the last. */
    <M extends Measured> M run(Callable<M> measuring) throws Exception {
        if (patience.isZero()) {
            return measuring.call();
        }
        Cpu.awaitQuiet(patience);
        M best = measuring.call();
        for (int attempt = 2; best.cpu().disturbed() && attempt <= ATTEMPTS; attempt++) {
            Cpu.awaitQuiet(patience);
            M result = measuring.call();
            best = result.cpu().othersShare() < best.cpu().othersShare() ? result : best;
        }
        return best;
    }

    /** Something that was measured while neighbours may have disturbed it. */
    interface Measured {
        Cpu.Used cpu();
    }
}
