// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

/**
 * What is done with one thing: an event, a message, an operation. Behaviour is added by wrapping:
 * {@code handler.retrying(policy).orElse(deadLetters.park("billing"))}.
 *
 * <p>It may see the same thing again and must be able to bear that. Whoever runs it says on which threads.
 */
@FunctionalInterface
public interface Handler<T> {

    /**
     * Handles it; when this returns, it is done.
     *
     * @throws InterruptedException if the thread shall end: nothing has failed, and it is handed over again later
     * @throws Exception if it could not be done
     */
    void handle(T thing) throws Exception;

    /**
     * This handler, tried again as the policy says, in the calling thread, which sleeps between attempts: for tools and
     * buses, where nobody waits behind it. After the last attempt the last failure is thrown, with earlier ones
     * suppressed in it. An outage counts as an attempt like any failure. An interrupt, while it handles or waits, ends it at once with
     * {@link InterruptedException}; that is no attempt.
     */
    default Handler<T> retrying(RetryPolicy policy) {
        return retrying(policy, Pause.SLEEP);
    }

    /** Like {@link #retrying(RetryPolicy)}, waiting in another way: for tests. */
    default Handler<T> retrying(RetryPolicy policy, Pause pause) {
        return new Retrying<>(this, policy, pause);
    }

    /**
     * This handler, and if it fails, another one, to which the failure is handed. When that returns, the thing is done;
     * if it throws, its exception passes through with the failure suppressed in it. What is no failure of the handler
     * ({@link Failures#canBeHandled}) passes through, as does an interrupt.
     */
    default Handler<T> orElse(Handler<? super Failed<T>> last) {
        return new Retrying<>(this, RetryPolicy.NONE, Pause.SLEEP).orElse(last);
    }
}
