// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Failures;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.LeaseLostException;
import dev.eventsource.store.Leases.Claim;
import dev.eventsource.store.Storage;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Hands a lane's events to the handler, one step after the other, and knows what to do when it fails.
 *
 * <p>How it works: a batch that fails is handled again one by one. An event that fails is tried again after a rest, in
 * which the other lanes go on; each attempt but the first is stored before it begins, so that a restart does not start
 * counting anew. If the last owner died, the first attempts are stored too for as far as he may have come: one of those
 * events may have killed him. Whoever gives the partition back before that is in doubt still, and says so. In an outage
 * nothing is counted: the same event is tried until it is over.
 *
 * <p>Used by the lane's thread only, but for {@link #lookAtLetters}.
 */
final class Handling {

    private final RunningSubscription subscription;
    private final Lane lane;
    private final Lease lease;
    private final RetryPolicy retry;
    private final Letters letters;
    private final Handover handover;
    private int suspects;
    private volatile long suspectThrough;
    private final Map<Long, Integer> attempts = new HashMap<>();
    private boolean attemptsKnown;
    private @Nullable Throwable lastFailure;
    private long lastFailureAt;
    private long singlyThrough;
    private int outages;
    private long notBefore = System.nanoTime();

    Handling(RunningSubscription subscription, Lane lane, Claim claim, long head) {
        this.subscription = subscription;
        this.lane = lane;
        this.lease = claim.lease();
        this.retry = subscription.options().retry();
        this.letters =
                new Letters(subscription, lease, () -> !lane.isClosing() && subscription.mayWork(), lane::isEnded);
        this.handover = new Handover(
                subscription.id(), subscription.definition().delivery(), subscription.storage(), lane::isEnded);
        this.suspects = 2 * subscription.options().page();
        this.suspectThrough = claim.abandoned() ? head : 0;
    }

    /** Are there events left that may have killed the last owner, if everything is done up to this position? */
    boolean isInDoubt(long done) {
        return done < suspectThrough;
    }

    private boolean isSuspect(RecordedEvent event) {
        return isInDoubt(event.position() - 1);
    }

    /** They were no killers; were they the last that might have been? */
    private boolean survived(int events) {
        boolean doubtful = isInDoubt(0);
        suspects -= events;
        if (suspects <= 0) {
            suspectThrough = 0;
        }
        return doubtful && !isInDoubt(0);
    }

    /** Whether there may be any. */
    boolean lookAtLetters() {
        return letters.lookAgain();
    }

    Duration step() throws Exception {
        if (lane.isClosing() || !subscription.mayWork()) {
            return Worker.UNTIL_WOKEN;
        }
        long rest = notBefore - System.nanoTime();
        if (rest > 0) {
            return Duration.ofNanos(rest);
        }
        try {
            return work();
        } catch (LeaseLostException | AppendOutcomeUnknownException e) {
            // Where it was not known whether a transaction was committed, what is stored says where to go on.
            subscription.lost(lane);
            return Worker.UNTIL_WOKEN;
        }
    }

    private Duration work() throws Exception {
        if (!attemptsKnown) {
            attempts.putAll(storage().deadLetters().attempts(lease));
            attemptsKnown = true;
        }
        if (letters.isLookDue()) {
            letters.look(this::tryAgain);
        }
        List<RecordedEvent> next =
                lane.oldest(subscription.definition().delivery().size());
        if (next.isEmpty()) {
            return letters.untilLook();
        }
        RecordedEvent first = next.get(0);
        if (letters.isBlocked(subscription.sequence(first))) {
            park(first, letters.behind(first));
            return Duration.ZERO;
        }
        return handle(together(next));
    }

    /** As many of them as may be handled at once. */
    private List<RecordedEvent> together(List<RecordedEvent> next) {
        int count = 0;
        while (count < next.size() && mayJoin(next.get(count))) {
            count++;
        }
        return next.subList(0, Math.max(count, 1));
    }

    private boolean mayJoin(RecordedEvent event) {
        return event.position() > singlyThrough
                && !isSuspect(event)
                && !attempts.containsKey(event.position())
                && !letters.isBlocked(subscription.sequence(event));
    }

    private Duration handle(List<RecordedEvent> events) throws Exception {
        RecordedEvent first = events.get(0);
        RecordedEvent last = events.get(events.size() - 1);
        int attempt = attempts.getOrDefault(first.position(), 0) + 1;
        boolean counted = attempt > 1 || isSuspect(first);
        if (attempt > retry.maxAttempts()) {
            return giveUp(first, retry.maxAttempts(), lastFailure(first));
        }
        if (counted) {
            storage().deadLetters().attempt(lease, first.position(), attempt);
        }
        try {
            if (attempt > 1) {
                subscription.seen().triedAgain();
            }
            subscription.seen().handling(events, () -> handover.deliver(events, lease, counted));
        } catch (LeaseLostException e) {
            throw e;
        } catch (Exception | Error e) {
            if (e instanceof AppendOutcomeUnknownException unknown
                    && subscription.definition().delivery().exactlyOnce()) {
                throw unknown;
            }
            Thread.interrupted();
            if (e instanceof InterruptedException || lane.isEnded()) {
                if (counted) {
                    storage().deadLetters().attempt(lease, first.position(), attempt - 1);
                }
                throw e instanceof Exception interrupted ? interrupted : new IllegalStateException(e);
            }
            return failed(events, attempt, e);
        }
        attempts.remove(first.position());
        boolean doubtOver = survived(events.size());
        outages = 0;
        subscription.succeeded(events.size());
        boolean pageDone = lane.handled(last);
        if (subscription.definition().delivery().exactlyOnce()) {
            lane.stored(last.position());
        } else if (doubtOver || isCheckpointDue(pageDone)) {
            // A killer may stand behind those in doubt: the next owner's doubt must begin nearer to it.
            subscription.checkpoints().store(List.of(lane));
        }
        return Duration.ZERO;
    }

    private boolean isCheckpointDue(boolean pageDone) {
        Checkpointing wanted = subscription.options().checkpointing();
        return wanted instanceof Checkpointing.EveryEvent || (pageDone && wanted instanceof Checkpointing.EveryPage);
    }

    private Duration failed(List<RecordedEvent> events, int attempt, Throwable e) throws Exception {
        if (!Failures.canBeHandled(e)) {
            throw (Error) e;
        }
        RecordedEvent first = events.get(0);
        if (events.size() > 1) {
            singlyThrough = events.get(events.size() - 1).position();
            return Duration.ZERO;
        }
        lastFailure = e;
        lastFailureAt = first.position();
        if (retry.retries(e) && subscription.isOutage(first, e)) {
            return rest(retry.delayAfter(++outages, ThreadLocalRandom.current()));
        }
        attempts.put(first.position(), attempt);
        storage().deadLetters().attempt(lease, first.position(), attempt);
        if (retry.retries(e) && attempt < retry.maxAttempts()) {
            return rest(retry.delayAfter(attempt, ThreadLocalRandom.current()));
        }
        return giveUp(first, attempt, e);
    }

    /** Known here, if what it led to could not be stored; else it was the end of the process that tried. */
    private Throwable lastFailure(RecordedEvent event) {
        return lastFailure != null && lastFailureAt == event.position()
                ? lastFailure
                : new IllegalStateException("The process ended in the last attempt");
    }

    private Duration rest(Duration duration) {
        notBefore = System.nanoTime() + duration.toNanos();
        return duration;
    }

    private Duration giveUp(RecordedEvent event, int attempt, Throwable e) throws Exception {
        switch (subscription.options().onFailure()) {
            case PARK -> park(event, Letters.letter(subscription, lease, event, attempt, e));
            case SKIP -> {
                put(
                        event,
                        Letters.letter(subscription, lease, event, attempt, e).in(DeadLetter.State.SKIPPED));
                subscription.seen().dead();
                lane.handled(event);
            }
            case STOP -> {
                // Whoever starts it again has mended something: the event is tried as if for the first time.
                storage().deadLetters().attempt(lease, event.position(), 0);
                attempts.remove(event.position());
                fail("the event at position " + event.position() + " ("
                        + event.event().type() + ") could not be handled: " + Letters.words(e));
            }
        }
        return Duration.ZERO;
    }

    private void park(RecordedEvent event, DeadLetter letter) throws Exception {
        if (letters.count(letter.sequence()) >= subscription.options().maxParked()) {
            fail("sequence " + letter.sequence() + " has " + letters.count(letter.sequence())
                    + " dead letters, and more wait behind them; retry or discard them");
            return;
        }
        letters.expectOne();
        put(event, letter);
        letters.add(letter);
        subscription.parked();
        lane.handled(event);
    }

    /** A lane that is being given back leaves that to the next owner. */
    private void fail(String why) {
        if (!lane.isClosing()) {
            subscription.fail(why);
        }
    }

    /** Letter and checkpoint in one transaction: an event that was given up is not tried again. */
    private void put(RecordedEvent event, DeadLetter letter) throws Exception {
        storage().<Boolean, RuntimeException>atomically(tx -> {
            Handover.advance(tx, lease, Lane.checkpointOf(event));
            tx.deadLetters().put(lease, letter);
            return true;
        });
        attempts.remove(event.position());
        survived(1);
        subscription.decided();
        lane.stored(event.position());
    }

    /** Handles the event of a letter once more; whether that was achieved. */
    private boolean tryAgain(RecordedEvent event, DeadLetter letter) throws Exception {
        List<RecordedEvent> events = List.of(event);
        subscription
                .seen()
                .handling(events, () -> handover.repair(events, lease, letter.in(DeadLetter.State.RESOLVED)));
        subscription.succeeded(1);
        return true;
    }

    private Storage storage() {
        return subscription.storage();
    }
}
