// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Several threads that start at the same moment. */
final class Race {

    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

    private Race() {}

    /** Runs all and waits for them: what each returned or threw, in the order of their numbers. */
    static <T> List<Outcome<T>> of(int runners, Runner<T> runner) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(runners);
        List<Thread> threads = new ArrayList<>();
        List<Outcome<T>> outcomes = new ArrayList<>();
        for (int i = 0; i < runners; i++) {
            int number = i;
            outcomes.add(new Outcome<>(null, new AssertionError("Runner " + i + " did not come back within a minute")));
            Thread thread = new Thread(
                    () -> {
                        Outcome<T> outcome = Outcome.of(() -> {
                            start.await();
                            return runner.run(number);
                        });
                        synchronized (outcomes) {
                            outcomes.set(number, outcome);
                        }
                    },
                    "runner-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(MINUTE);
        }
        synchronized (outcomes) {
            return List.copyOf(outcomes);
        }
    }

    /** What a thread does. */
    @FunctionalInterface
    interface Runner<T> {
        T run(int number) throws Exception;
    }

    /** What came of it: one of both. */
    record Outcome<T>(@Nullable T result, @Nullable Throwable failure) {

        static <T> Outcome<T> of(Callable<T> call) {
            try {
                return new Outcome<>(call.call(), null);
            } catch (Exception | AssertionError e) {
                return new Outcome<>(null, e);
            }
        }

        boolean succeeded() {
            return failure == null;
        }

        /** The result of one that succeeded. */
        T get() {
            if (result == null) {
                throw new AssertionError("It failed", failure);
            }
            return result;
        }
    }
}
