// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A handler that is tried several times, and what is done in the end. */
final class Retrying<T> implements Handler<T> {

    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    private final Handler<T> handler;
    private final RetryPolicy policy;
    private final Pause pause;
    private final @Nullable Handler<? super Failed<T>> last;

    Retrying(Handler<T> handler, RetryPolicy policy, Pause pause) {
        this(handler, policy, pause, null);
    }

    private Retrying(Handler<T> handler, RetryPolicy policy, Pause pause, @Nullable Handler<? super Failed<T>> last) {
        this.handler = handler;
        this.policy = policy;
        this.pause = pause;
        this.last = last;
    }

    /** The number of attempts is known here only, so the last one is part of this handler. */
    @Override
    public Handler<T> orElse(Handler<? super Failed<T>> other) {
        return last == null
                ? new Retrying<>(handler, policy, pause, other)
                : new Retrying<>(this, RetryPolicy.NONE, pause, other);
    }

    @Override
    public void handle(T thing) throws Exception {
        Earlier earlier = new Earlier();
        for (int attempt = 1; ; attempt++) {
            try {
                handler.handle(thing);
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | StackOverflowError | AssertionError | LinkageError e) {
                checkInterrupted(e);
                if (attempt < policy.maxAttempts() && policy.retries(e)) {
                    pauseAfter(attempt, e);
                    earlier.add(e);
                    continue;
                }
                earlier.suppressIn(e);
                if (last == null) {
                    throw e;
                }
                giveUp(last, new Failed<>(thing, e, attempt));
                return;
            }
        }
    }

    /** What fails in an interrupted thread has failed because of that, or would from now on. */
    private static void checkInterrupted(Throwable failure) throws InterruptedException {
        if (Thread.interrupted()) {
            throw interrupted(new InterruptedException("Interrupted while handling"), failure);
        }
    }

    private void pauseAfter(int attempt, Throwable failure) throws InterruptedException {
        try {
            pause.take(policy.delayAfter(attempt, RANDOM));
        } catch (InterruptedException e) {
            throw interrupted(e, failure);
        }
    }

    private static InterruptedException interrupted(InterruptedException interrupt, Throwable failure) {
        Earlier.suppress(failure, interrupt);
        return interrupt;
    }

    private static <T> void giveUp(Handler<? super Failed<T>> last, Failed<T> failed) throws Exception {
        try {
            last.handle(failed);
        } catch (Throwable e) {
            Earlier.suppress(failed.error(), e);
            throw e;
        }
    }

    /** The failures of earlier attempts: the first, which often says most, and the latest. */
    private static final class Earlier {

        private static final int MAX = 10;

        private final List<Throwable> failures = new ArrayList<>(0);

        void add(Throwable failure) {
            failures.add(failure);
            if (failures.size() > MAX) {
                failures.remove(1);
            }
        }

        void suppressIn(Throwable failure) {
            failures.forEach(earlier -> suppress(earlier, failure));
        }

        /** Some handlers throw the same object again and again: it must neither contain itself nor grow for ever. */
        static void suppress(Throwable earlier, Throwable later) {
            if (later.getSuppressed().length < MAX
                    && !Causes.all(earlier).contains(later)
                    && !Causes.all(later).contains(earlier)) {
                later.addSuppressed(earlier);
            }
        }
    }
}
