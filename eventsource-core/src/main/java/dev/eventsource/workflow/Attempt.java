// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import dev.eventsource.event.Append;
import dev.eventsource.event.Payload;
import dev.eventsource.handling.Failures;
import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationArguments;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationEnding.Succeeded;
import dev.eventsource.store.OperationEnding.Waiting;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationLostException;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.workflow.OperationContext.Step;
import dev.eventsource.workflow.OperationRouter.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a handler, which was written down before.
 *
 * <p>How it works: the handler runs outside of transactions, and each of its steps is written down in one of its own; or it
 * is transactional, and runs inside the one that ends the attempt. An attempt that was not successful is ended in a
 * transaction of its own, after that of the handler was rolled back. So at any time there is one transaction at most.
 *
 * <p>What was done outside was done, whatever the storage says at the moment: writing it down is tried again until the lease
 * is over. What cannot be written down until then is abandoned, as nobody could know of it.
 */
final class Attempt {

    private static final long NEVER = TimeUnit.DAYS.toNanos(365);

    private final Storage storage;
    private final Claim claim;
    private final Route route;
    private final long limit;
    private final Interruption interruption = new Interruption();
    private final List<NewOperation> submissions = new ArrayList<>();
    private final List<Append> appends = new ArrayList<>();
    private @Nullable Map<String, Payload> done;
    private @Nullable Storage inside;
    private @Nullable String awaited;
    private boolean completed;
    private @Nullable String untold;
    private volatile long leaseEnd;

    /**
     * Begins now.
     *
     * @param storage that the operation was claimed from
     * @param leaseEnd by this machine's clock
     */
    Attempt(Storage storage, Claim claim, Route route, long leaseEnd) {
        this.storage = storage;
        this.claim = claim;
        this.route = route;
        this.limit = System.nanoTime() + route.policy().timeLimit().toNanos();
        this.leaseEnd = leaseEnd;
    }

    Operation operation() {
        return claim.operation();
    }

    Claim claim() {
        return claim;
    }

    OperationPolicy policy() {
        return route.policy();
    }

    Interruption interruption() {
        return interruption;
    }

    void renewed(long end) {
        leaseEnd = end;
    }

    /** Interrupts the handler if it takes too long, or if by now somebody else may be at it; when to look again. */
    long interruptIfLate() {
        long now = System.nanoTime();
        if (interruption.reason() == null) {
            if (now - leaseEnd >= 0) {
                interruption.request(Interruption.Reason.LOST);
            } else if (now - limit >= 0) {
                interruption.request(Interruption.Reason.TOO_LONG);
            }
        }
        return interruption.reason() != null ? now + NEVER : limit - leaseEnd < 0 ? limit : leaseEnd;
    }

    /**
     * Runs the handler.
     *
     * @return how that ended; empty if it is written down already
     */
    Optional<OperationEnding> run() {
        try {
            route.wrapper().apply(this::handleAndComplete).handle(new OperationContext(this));
            if (awaited != null) {
                return Optional.of(new Waiting(awaited));
            }
            return completed ? Optional.empty() : Optional.of(new Succeeded());
        } catch (Suspended e) {
            return Optional.of(new Waiting(awaited == null ? "" : awaited));
        } catch (OperationLostException e) {
            throw e;
        } catch (Throwable e) {
            return Optional.of(failed(e));
        }
    }

    /** What is appended and submitted in the end is done in the course of the attempt too. */
    private void handleAndComplete(OperationContext context) throws Exception {
        if (route.transactional()) {
            completed = storage.<Boolean, Exception>atomically(tx -> {
                handleInside(tx, context);
                complete(tx);
                return true;
            });
            return;
        }
        handle(context);
        if (awaited == null && !(submissions.isEmpty() && appends.isEmpty())) {
            completed = written(
                    "All of it",
                    first -> storage.<Boolean, RuntimeException>atomically(tx -> {
                        complete(tx);
                        return true;
                    }));
        }
    }

    private void handle(OperationContext context) throws Exception {
        interruption.begin();
        try {
            route.handler().handle(context);
        } finally {
            interruption.end();
        }
    }

    private void handleInside(Storage tx, OperationContext context) throws Exception {
        inside = tx;
        try {
            handle(context);
        } finally {
            inside = null;
        }
    }

    /** What was done outside is written down. */
    private <T> T written(String what, Persistence.Writing<T> writing) {
        try {
            return Persistence.until(leaseEnd, writing);
        } catch (StorageException | AppendOutcomeUnknownException e) {
            untold = what;
            throw e;
        }
    }

    /** The operation is done, and what follows from it begins, together. */
    private void complete(Storage tx) {
        tx.operations().queue().end(claim, new Succeeded());
        Storage own = own(tx);
        submissions.forEach(own.operations()::submit);
        appends.forEach(own.events()::append);
    }

    OperationEnding failed(Throwable e) {
        if (untold != null) {
            return policy().abandoned(operation(), untold + " was done, which could not be written down: " + e);
        }
        Interruption.Reason reason = interruption.reason();
        if (reason != null) {
            return switch (reason) {
                case TOO_LONG -> policy().timedOut(operation());
                case STOPPED -> policy().abandoned(operation(), "The worker was stopped: " + e);
                case LOST -> policy().abandoned(operation(), "The lease was over: " + e);
            };
        }
        return Failures.canBeHandled(e) || e instanceof InterruptedException
                ? policy().failed(operation(), e)
                : policy().abandoned(operation(), e.toString());
    }

    Payload step(String name, Step work, Function<Payload, Optional<Compensation>> compensation) throws Exception {
        checkOutside("A step");
        OperationArguments.step(name);
        Payload before = done(name);
        if (before != null) {
            return before;
        }
        goOn();
        Payload result = work.run();
        Optional<Compensation> undo = undoing(name, result, compensation);
        interruption.pause(() -> written("Step " + name, first -> record(first, name, result, undo)));
        return remember(name, result);
    }

    private Optional<Compensation> undoing(
            String name, Payload result, Function<Payload, Optional<Compensation>> compensation) {
        try {
            return compensation.apply(result);
        } catch (RuntimeException | Error e) {
            untold = "Step " + name;
            throw e;
        }
    }

    /** Nothing more is begun by who was interrupted, whether he has noticed or not, or may have been taken for dead. */
    private void goOn() throws InterruptedException {
        interruptIfLate();
        if (interruption.reason() != null) {
            throw new InterruptedException("The attempt is over: " + interruption.reason());
        }
    }

    private Payload record(boolean first, String name, Payload result, Optional<Compensation> undo) {
        OperationQueue queue = storage.operations().queue();
        if (first || !queue.steps(claim).containsKey(name)) {
            queue.record(claim, name, result, undo);
        }
        return result;
    }

    Payload transaction(String name, Step work) throws Exception {
        checkOutside("A transaction");
        OperationArguments.step(name);
        Payload before = done(name);
        if (before != null) {
            return before;
        }
        goOn();
        Payload result = storage.atomically(tx -> {
            inside = tx;
            try {
                Payload given = work.run();
                tx.operations().queue().record(claim, name, given, Optional.empty());
                return given;
            } finally {
                inside = null;
            }
        });
        return remember(name, result);
    }

    Payload await(String signal) {
        checkOutside("Waiting for a signal");
        Optional<Payload> told = interruption.pause(() -> told(signal));
        if (told.isEmpty()) {
            awaited = signal;
            throw new Suspended(signal);
        }
        return told.get();
    }

    private Optional<Payload> told(String signal) {
        return storage.operations().find(operation().id()).stream()
                .flatMap(history -> history.signals().stream())
                .filter(told -> told.name().equals(signal))
                .map(OperationHistory.Signal::payload)
                .findFirst();
    }

    void submit(NewOperation next) {
        submissions.add(operation().followedBy(next));
    }

    void append(Append events) {
        appends.add(events);
    }

    Storage storage() {
        if (inside == null) {
            throw new IllegalStateException(
                    "Operation " + operation().id() + " of type " + operation().type()
                            + " is not in a transaction: register its handler by OperationRouter.transactional, or use"
                            + " OperationContext.transaction for this step");
        }
        return own(inside);
    }

    /** Narrowed to the operation's tenant. */
    private Storage own(Storage whole) {
        return operation().tenant().isEmpty()
                ? whole
                : whole.forTenant(operation().tenant());
    }

    private void checkOutside(String what) {
        if (inside != null || route.transactional()) {
            throw new IllegalStateException(
                    what + " cannot be part of a transaction: the transaction is one step. Register the"
                            + " handler by OperationRouter.on, and do each step by itself");
        }
    }

    private @Nullable Payload done(String name) {
        if (done == null) {
            done = interruption.pause(() -> storage.operations().queue().steps(claim));
        }
        return done.get(name);
    }

    private Payload remember(String name, Payload result) {
        if (done != null) {
            done.put(name, result);
        }
        return result;
    }
}
