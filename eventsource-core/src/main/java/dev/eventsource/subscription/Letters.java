// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Failures;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.LeaseLostException;
import dev.eventsource.worker.Worker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The open letters of a lane's partition: which sequences they block, and which of them are to be tried again. Those
 * whose sequence has none before them any more are, too, if they only waited.
 */
final class Letters {

    private static final int PAGE = 500;
    private static final Duration REST_AFTER_OUTAGE = Duration.ofSeconds(1);

    private final RunningSubscription subscription;
    private final Lease lease;
    private final Map<String, Integer> blocked = new HashMap<>();
    private final BooleanSupplier mayGoOn;
    private final BooleanSupplier ended;
    private volatile boolean lookWanted = true;
    private volatile boolean none;
    private long lookNotBefore = System.nanoTime();

    /**
     * @param mayGoOn whether another event may be begun
     * @param ended whether what is under way was interrupted
     */
    Letters(RunningSubscription subscription, Lease lease, BooleanSupplier mayGoOn, BooleanSupplier ended) {
        this.mayGoOn = mayGoOn;
        this.ended = ended;
        this.subscription = subscription;
        this.lease = lease;
    }

    /** Somebody may have decided, if there is anything to decide on; whether there may be. */
    boolean lookAgain() {
        boolean some = !none;
        if (some) {
            lookWanted = true;
        }
        return some;
    }

    /** Before a letter is stored, so that no decision on it is missed. */
    void expectOne() {
        none = false;
    }

    /** Is it time to look? */
    boolean isLookDue() {
        return lookWanted && System.nanoTime() - lookNotBefore >= 0;
    }

    /** How long until it is. */
    Duration untilLook() {
        return lookWanted ? Duration.ofNanos(Math.max(0, lookNotBefore - System.nanoTime())) : Worker.UNTIL_WOKEN;
    }

    boolean isBlocked(String sequence) {
        return blocked.containsKey(sequence);
    }

    int count(String sequence) {
        return blocked.getOrDefault(sequence, 0);
    }

    void add(DeadLetter letter) {
        blocked.merge(letter.sequence(), 1, Integer::sum);
    }

    /** Looks through all of them, trying again what is to be tried. */
    void look(Again again) throws Exception {
        lookWanted = false;
        boolean done = false;
        try {
            lookThrough(again);
            done = true;
            none = blocked.isEmpty();
        } finally {
            // Nothing may overtake letters that were not looked at.
            if (!done) {
                lookWanted = true;
            }
        }
    }

    private void lookThrough(Again again) throws Exception {
        blocked.clear();
        long after = 0;
        List<DeadLetter> page;
        do {
            page = subscription.storage().deadLetters().open(lease.subscription(), lease.partition(), after, PAGE);
            for (DeadLetter letter : page) {
                after = letter.position();
                boolean first = !isBlocked(letter.sequence());
                if (!first || !isToBeTried(letter) || !isToGoOn() || !resolve(letter, again)) {
                    add(letter);
                }
            }
        } while (page.size() == PAGE);
    }

    /** If not, the rest is looked at later, by whoever owns the partition then. */
    private boolean isToGoOn() {
        boolean goOn = mayGoOn.getAsBoolean();
        if (!goOn) {
            lookWanted = true;
        }
        return goOn;
    }

    private static boolean isToBeTried(DeadLetter letter) {
        return letter.state() == DeadLetter.State.RETRYING || letter.attempts() == 0;
    }

    private boolean resolve(DeadLetter letter, Again again) throws Exception {
        if (isDecided(letter)) {
            return true;
        }
        Optional<RecordedEvent> event = subscription.storage().events().find(letter.eventId());
        // Stored before the attempt: one that ends the process is not tried again by itself.
        subscription
                .storage()
                .deadLetters()
                .put(lease, failedAgain(letter, "The process ended while it was tried again", ""));
        try {
            if (event.isEmpty()) {
                throw new IllegalStateException("The event is no longer in the log");
            }
            return again.attempt(event.get(), letter);
        } catch (LeaseLostException e) {
            throw e;
        } catch (Exception | Error e) {
            Thread.interrupted();
            if (!Failures.canBeHandled(e) || ended.getAsBoolean()) {
                putUndecided(letter);
                throw e;
            }
            if (subscription.options().retry().isOutage(e)) {
                lookNotBefore = System.nanoTime() + REST_AFTER_OUTAGE.toNanos();
                lookWanted = true;
                return putUndecided(letter);
            }
            return putUndecided(failedAgain(letter, words(e), stackTrace(e)));
        }
    }

    /**
     * A letter that was discarded meanwhile stays so; whether it was. One that is to be tried again stays that: the
     * attempt began by storing that it failed, so whoever wants another one has said so since.
     */
    private boolean putUndecided(DeadLetter letter) {
        Optional<DeadLetter> stored = stored(letter);
        stored.ifPresent(now -> subscription
                .storage()
                .deadLetters()
                .put(lease, now.state() == DeadLetter.State.RETRYING ? wanted(letter, now.decidedBy()) : letter));
        return stored.isEmpty();
    }

    private boolean isDecided(DeadLetter letter) {
        return stored(letter).isEmpty();
    }

    private Optional<DeadLetter> stored(DeadLetter letter) {
        Filter itself = Filter.OPEN.of(lease.subscription()).at(letter.position());
        return subscription.storage().deadLetters().list(itself, 1).stream().findAny();
    }

    private static DeadLetter wanted(DeadLetter letter, String by) {
        return new DeadLetter(
                letter.subscription(),
                letter.partition(),
                letter.position(),
                letter.eventId(),
                letter.type(),
                letter.sequence(),
                DeadLetter.State.RETRYING,
                letter.attempts(),
                letter.error(),
                letter.stackTrace(),
                letter.firstFailedAt(),
                letter.lastFailedAt(),
                by);
    }

    private DeadLetter failedAgain(DeadLetter letter, String error, String stackTrace) {
        return new DeadLetter(
                letter.subscription(),
                letter.partition(),
                letter.position(),
                letter.eventId(),
                letter.type(),
                letter.sequence(),
                DeadLetter.State.FAILED,
                letter.attempts() + 1,
                error,
                stackTrace,
                letter.firstFailedAt(),
                subscription.now(),
                letter.decidedBy());
    }

    /** For an event whose sequence is blocked. */
    DeadLetter behind(RecordedEvent event) {
        return letter(
                subscription,
                lease,
                event,
                0,
                "It waits behind an earlier event of " + subscription.sequence(event),
                "");
    }

    static DeadLetter letter(
            RunningSubscription subscription, Lease lease, RecordedEvent event, int attempts, Throwable e) {
        return letter(subscription, lease, event, attempts, words(e), stackTrace(e));
    }

    private static DeadLetter letter(
            RunningSubscription subscription,
            Lease lease,
            RecordedEvent event,
            int attempts,
            String error,
            String stackTrace) {
        Instant now = subscription.now();
        return new DeadLetter(
                lease.subscription(),
                lease.partition(),
                event.position(),
                event.event().id(),
                event.event().type(),
                subscription.sequence(event),
                DeadLetter.State.FAILED,
                attempts,
                error,
                stackTrace,
                now,
                now,
                "");
    }

    static String words(Throwable e) {
        return e.getMessage() == null ? e.getClass().getName() : e.getClass().getName() + ": " + e.getMessage();
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Handles the event of a letter and stores that it was. */
    @FunctionalInterface
    interface Again {
        boolean attempt(RecordedEvent event, DeadLetter letter) throws Exception;
    }
}
