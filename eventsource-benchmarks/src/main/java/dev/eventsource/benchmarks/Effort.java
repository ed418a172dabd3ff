package dev.eventsource.benchmarks;

import dev.eventsource.benchmarks.Contender.Result;
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
    Result run(Callable<Result> contender) throws Exception {
        Cpu.awaitQuiet(patience);
        Result best = contender.call();
        for (int attempt = 2; !patience.isZero() && best.cpu().disturbed() && attempt <= ATTEMPTS; attempt++) {
            Cpu.awaitQuiet(patience);
            Result result = contender.call();
            best = result.cpu().othersShare() < best.cpu().othersShare() ? result : best;
        }
        return best;
    }
}
