// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import java.time.Duration;
import java.util.Set;

/**
 * Waits for subscriptions that run beside the test, instead of sleeping:
 *
 * <pre>{@code
 * Outcome<?> outcome = loans.execute("173688", new Approve("Grace"));
 * Waiting.await(running, outcome.position());
 * }</pre>
 */
public final class Waiting {

    /** How long, if a test does not say it. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Set<RunState> OVER = Set.of(RunState.FAILED, RunState.STOPPED);

    private Waiting() {}

    /** Until all subscriptions that run here have handled the events up to this position; see {@link #await(RunningSubscription, long, Duration)}. */
    public static void await(Running running, long position) {
        running.subscriptions().forEach(one -> await(one, position));
    }

    /** Until it has handled the events up to this position; see {@link #await(RunningSubscription, long, Duration)}. */
    public static void await(RunningSubscription subscription, long position) {
        await(subscription, position, PATIENCE);
    }

    /**
     * Until it has handled the events up to this position, or parked them.
     *
     * @throws AssertionError if it has stopped, is not there in time, or has dead letters then; the message says why
     */
    public static void await(RunningSubscription subscription, long position, Duration patience) {
        boolean there;
        try {
            there = isThere(subscription, position, System.nanoTime() + patience.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for subscription " + subscription.id(), e);
        }
        if (!there || subscription.parkedEvents() > 0) {
            throw new AssertionError(complaint(subscription, position, patience, there));
        }
    }

    /** Who has stopped is not waited for. */
    private static boolean isThere(RunningSubscription subscription, long position, long deadline)
            throws InterruptedException {
        while (!subscription.await(position, LOOK)) {
            if (OVER.contains(subscription.state()) || System.nanoTime() - deadline >= 0) {
                return subscription.position() >= position;
            }
        }
        return true;
    }

    private static String complaint(RunningSubscription subscription, long position, Duration patience, boolean there) {
        StringBuilder text = new StringBuilder("Subscription " + subscription.id());
        if (there) {
            text.append(" has handled events up to position ").append(position);
        } else {
            text.append(" was expected to be at position ").append(position);
            text.append(", and it is ")
                    .append(subscription.state())
                    .append(" at ")
                    .append(subscription.position());
            if (!OVER.contains(subscription.state())) {
                text.append(" after ").append(patience);
            }
        }
        subscription.reason().ifPresent(reason -> text.append(": ").append(reason));
        if (subscription.parkedEvents() > 0) {
            text.append(", but ")
                    .append(subscription.parkedEvents())
                    .append(" of them became dead letters: read storage.deadLetters()");
        }
        return text.toString();
    }
}
