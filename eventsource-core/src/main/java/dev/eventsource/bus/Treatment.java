// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.event.Text;
import dev.eventsource.handling.Failures;
import dev.eventsource.handling.Handler;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.observe.Observer.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What is done with one message: handled, tried again, given up, reported as done. */
final class Treatment {

    private static final Logger log = LoggerFactory.getLogger(Treatment.class);
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    /** Between attempts that nobody counts: without a pause they would spin. */
    private static final Duration LEAST = Duration.ofMillis(100);

    private final Group group;
    private final RetryPolicy retry;
    private final boolean holds;
    private final OwnedPartition partition;
    private final Handler<Message> handler;
    private final Attempts attempts;
    private final BooleanSupplier ending;
    private final Consumer<Fate> told;

    /**
     * @param ending whether the handler's thread is to end: else an interrupt is the handler's own
     * @param told is told of messages that are not handled the first time
     */
    Treatment(
            Group group,
            BusOptions options,
            OwnedPartition partition,
            Handler<Message> handler,
            BooleanSupplier ending,
            Consumer<Fate> told) {
        this.group = group;
        this.retry = options.retry();
        this.holds = options.exhausted() == BusOptions.Exhausted.HOLD;
        this.partition = partition;
        this.handler = handler;
        this.attempts = new Attempts(partition, options.inFlight());
        this.ending = ending;
        this.told = told;
    }

    /** What becomes of a message after a step. */
    enum Outcome {
        /** It is out of here. */
        DONE,
        /** Its next attempt is due in some time. */
        LATER,
        /** The broker did not answer: the same step again. */
        AGAIN
    }

    /** The next step for this message; what the broker throws passes through, and the step can be taken again. */
    Outcome of(Held held) throws Exception {
        attempts.load();
        if (!held.handled && held.letter == null) {
            Outcome outcome = handle(held);
            if (outcome != Outcome.DONE) {
                return outcome;
            }
        }
        DeadMessage letter = held.letter;
        if (letter != null) {
            partition.bury(held.arrival, letter);
            told.accept(Fate.DEAD);
            attempts.forgetNow(held.arrival);
        }
        partition.done(held.arrival);
        attempts.forget(held.arrival);
        return Outcome.DONE;
    }

    /** Nothing more will be treated, and nothing is. */
    void end() throws Exception {
        attempts.end();
    }

    private Outcome handle(Held held) throws Exception {
        Message message;
        try {
            message = CloudEvents.message(held.arrival.envelope());
        } catch (MalformedMessageException e) {
            log.warn("Group {} got something unreadable, which goes to its dead letters", group.name());
            held.letter = letter(held, e, 0);
            return Outcome.DONE;
        }
        if (!group.query().matches(message.stream(), message.event())) {
            held.handled = true;
            return Outcome.DONE;
        }
        int attempt = attempts.of(held.arrival) + 1;
        if (attempt > retry.maxAttempts() && !holds) {
            held.letter = letter(held, null, attempt - 1);
            return Outcome.DONE;
        }
        attempts.begin(held.arrival, attempt);
        if (attempt > 1) {
            told.accept(Fate.TRIED_AGAIN);
        }
        @Nullable Throwable failure;
        try {
            failure = failureOf(message);
        } catch (InterruptedException e) {
            attempts.takeBack(held.arrival, attempt);
            throw e;
        }
        if (failure == null) {
            held.handled = true;
            return Outcome.DONE;
        }
        return failed(held, failure, attempt);
    }

    private @Nullable Throwable failureOf(Message message) throws Exception {
        MDC.put("group", group.name());
        MDC.put("event", message.id().toString());
        MDC.put("tenant", message.stream().tenant());
        try {
            handler.handle(message);
            return null;
        } catch (InterruptedException e) {
            if (ending.getAsBoolean()) {
                throw e;
            }
            return new IllegalStateException("The handler was interrupted, but not because it was to end", e);
        } catch (Throwable e) {
            if (!Failures.canBeHandled(e)) {
                throw e;
            }
            return e;
        } finally {
            MDC.remove("group");
            MDC.remove("event");
            MDC.remove("tenant");
            if (!ending.getAsBoolean()) {
                // What is stored next must not fail of it.
                Thread.interrupted();
            }
        }
    }

    private Outcome failed(Held held, Throwable failure, int attempt) throws Exception {
        if (held.firstFailedAt == null) {
            held.firstFailedAt = Instant.now();
            log.warn(
                    "Group {} could not handle message {}: {}",
                    group.name(),
                    Text.excerpt(held.arrival.id()),
                    failure.getClass().getName());
        }
        held.waits++;
        if (retry.isOutage(failure)) {
            attempts.takeBackNow(held.arrival, attempt);
            return later(held, held.waits, LEAST);
        }
        if (holds || (attempt < retry.maxAttempts() && retry.retries(failure))) {
            attempts.failed(held.arrival, attempt);
            return later(held, attempt, holds ? LEAST : Duration.ZERO);
        }
        held.letter = letter(held, failure, attempt);
        return Outcome.DONE;
    }

    private Outcome later(Held held, int wait, Duration least) {
        Duration delay = retry.delayAfter(wait, RANDOM);
        held.again(delay.compareTo(least) < 0 ? least : delay);
        return Outcome.LATER;
    }

    private DeadMessage letter(Held held, @Nullable Throwable failure, int tried) {
        Instant now = Instant.now();
        Instant first = held.firstFailedAt == null ? now : held.firstFailedAt;
        String reason = failure == null
                ? "It was under way when its member ended, each of " + tried + " times"
                : failure instanceof MalformedMessageException
                        ? String.valueOf(failure.getMessage())
                        : failure.toString();
        log.error(
                "Group {} gives up message {} after {} attempts: look at its dead letters",
                group.name(),
                Text.excerpt(held.arrival.id()),
                tried);
        return new DeadMessage(held.arrival.id(), held.arrival.envelope(), reason, tried, first, now);
    }
}
