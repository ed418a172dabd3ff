// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import dev.eventsource.event.Append;
import dev.eventsource.event.Payload;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationArguments;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.Storage;
import java.sql.Connection;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a handler knows of the operation that it does, and how it has what it did written down. For the thread that runs
 * the handler, as long as that runs.
 */
public final class OperationContext {

    private final Attempt attempt;

    OperationContext(Attempt attempt) {
        this.attempt = attempt;
    }

    /** What is to be done, as it was when this attempt began. */
    public Operation operation() {
        return attempt.operation();
    }

    /** What was handed over with it. */
    public Payload payload() {
        return operation().payload();
    }

    /** The same in every attempt: what to give a provider as idempotency key. */
    public UUID reference() {
        return operation().reference();
    }

    /** The number of this attempt, from 1. */
    public int attempt() {
        return operation().status().attempts();
    }

    /** After this no further attempt is begun. */
    public Optional<Instant> deadline() {
        return operation().deadline();
    }

    /**
     * Does a step, unless an earlier attempt has done it, and has its result written down before it returns. If the
     * process dies in between, the step is done again.
     *
     * @param name of its own among the steps of the operation, 1 to 200 characters, the same in every attempt
     * @return what the step gave, in this attempt or an earlier one
     */
    public Payload step(String name, Step work) throws Exception {
        return attempt.step(name, work, result -> Optional.empty());
    }

    /**
     * Like {@link #step(String, Step)}.
     *
     * @param compensation what makes up for the step; submitted, the last step's first, if the operation fails for good or
     *     is cancelled
     */
    public Payload step(String name, Step work, Function<Payload, Compensation> compensation) throws Exception {
        return attempt.step(name, work, result -> Optional.of(compensation.apply(result)));
    }

    /**
     * A step in a transaction of its own: what {@link #storage} and {@link #connection} write in it and that it was done are
     * committed together.
     */
    public Payload transaction(String name, Step work) throws Exception {
        return attempt.transaction(name, work);
    }

    /**
     * What came with a signal. If it has not come, the attempt ends here by an {@link Error} that is not to be caught, and
     * another one is made when the signal comes: so have written down what was done before.
     */
    public Payload await(String signal) {
        return attempt.await(OperationArguments.signal(signal));
    }

    /** Submits an operation if and when this one succeeds, with the same correlation and tenant. */
    public void submit(NewOperation next) {
        attempt.submit(next);
    }

    /** Appends events if and when this operation succeeds; if that is refused, the attempt has failed. */
    public void append(Append events) {
        attempt.append(events);
    }

    /**
     * The storage inside the transaction, narrowed to the operation's tenant.
     *
     * @throws IllegalStateException if there is no transaction
     */
    public Storage storage() {
        return attempt.storage();
    }

    /**
     * The connection of the transaction, for rows of your own. It refuses whatever would end the transaction or divide
     * it, as method or as statement.
     *
     * @throws IllegalStateException if there is no transaction, or the storage has no connections
     */
    public Connection connection() {
        return LentConnection.of(unsafe());
    }

    /**
     * The same connection, but it takes any statement: for savepoints, say. Who ends the transaction by it breaks the
     * promise that what was written and that the operation is done are committed together.
     */
    public Connection unsafe() {
        return storage()
                .unwrap(Connection.class)
                .orElseThrow(() -> new IllegalStateException("This storage has no connections; use storage()"));
    }

    /** What a step does. */
    @FunctionalInterface
    public interface Step {

        /** What a step gives that gives nothing. */
        Payload NOTHING = Payload.of("null");

        /** Does it, and returns what is to be remembered of it. */
        Payload run() throws Exception;
    }
}
