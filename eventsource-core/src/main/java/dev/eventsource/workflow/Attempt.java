package dev.eventsource.workflow;

import dev.eventsource.event.Append;
import dev.eventsource.event.Payload;
import dev.eventsource.handling.Failures;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationEnding.Succeeded;
import dev.eventsource.store.OperationEnding.Waiting;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationLostException;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.Storage;
import dev.eventsource.workflow.OperationContext.Step;
import dev.eventsource.workflow.OperationRouter.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a handler, which was written down before.
 *
 * <p>How it works: the handler runs outside of transactions, and each of its steps is written down in one of its own; or it
 * is transactional, and runs inside the one that ends the attempt. An attempt that was not successful is ended in a
 * transaction of its own, after that of the handler was rolled back. So at any time there is one transaction at most.
 */
final class Attempt {

    private final Storage storage;
    private final Claim claim;
    private final Route route;
    private final Interruption interruption = new Interruption();
    private final List<NewOperation> submissions = new ArrayList<>();
    private final List<Append> appends = new ArrayList<>();
    private @Nullable Map<String, Payload> done;
    private @Nullable Storage inside;
    private @Nullable String awaited;

    /** @param storage that the operation was claimed from */
    Attempt(Storage storage, Claim claim, Route route) {
        this.storage = storage;
        this.claim = claim;
        this.route = route;
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

    /**
     * Runs the handler, and writes down that it is done if it is.
     *
     * @return what is still to be written down, empty if nothing is
     */
    Optional<OperationEnding> run() {
        try {
            if (route.transactional()) {
                storage.atomically(tx -> {
                    handleInside(tx);
                    complete(tx);
                    return claim;
                });
                return Optional.empty();
            }
            handle();
            if (awaited != null) {
                return Optional.of(new Waiting(awaited));
            }
            if (submissions.isEmpty() && appends.isEmpty()) {
                return Optional.of(new Succeeded());
            }
            storage.atomically(tx -> {
                complete(tx);
                return claim;
            });
            return Optional.empty();
        } catch (Suspended e) {
            return Optional.of(new Waiting(awaited == null ? "" : awaited));
        } catch (OperationLostException e) {
            throw e;
        } catch (Throwable e) {
            return Optional.of(failed(e));
        }
    }

    private void handle() throws Exception {
        interruption.begin();
        try {
            route.handler().handle(new OperationContext(this));
        } finally {
            interruption.end();
        }
    }

    private void handleInside(Storage tx) throws Exception {
        inside = tx;
        try {
            handle();
        } finally {
            inside = null;
        }
    }

    /** The operation is done, and what follows from it begins, together. */
    private void complete(Storage tx) {
        tx.operations().queue().end(claim, new Succeeded());
        Storage own = own(tx);
        submissions.forEach(own.operations()::submit);
        appends.forEach(own.events()::append);
    }

    private OperationEnding failed(Throwable e) {
        Interruption.Reason reason = interruption.reason();
        if (reason == Interruption.Reason.TOO_LONG) {
            return policy().timedOut(operation());
        }
        if (reason != null) {
            return policy().abandoned(operation(), "The worker was stopped: " + e);
        }
        return Failures.canBeHandled(e) || e instanceof InterruptedException
                ? policy().failed(operation(), e)
                : policy().abandoned(operation(), e.toString());
    }

    Payload step(String name, Step work, Function<Payload, Optional<Compensation>> compensation) throws Exception {
        checkOutside("A step");
        Payload before = done(name);
        if (before != null) {
            return before;
        }
        Payload result = work.run();
        Optional<Compensation> undo = compensation.apply(result);
        return interruption.pause(() -> {
            storage.operations().queue().record(claim, name, result, undo);
            return remember(name, result);
        });
    }

    Payload transaction(String name, Step work) throws Exception {
        checkOutside("A transaction");
        Payload before = done(name);
        if (before != null) {
            return before;
        }
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
