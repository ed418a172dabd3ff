// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be done outside of the database, written down together with the reason for it: submit through the storage
 * that {@link Storage#atomically} hands out, and it is done if and only if that is committed. Thread-safe.
 *
 * <p>A storage that is no tenant's view sees the operations of all tenants, and submits those of none.
 */
public interface OperationStore extends PerTenant<OperationStore> {

    /**
     * Writes an operation down. Inside a transaction it is part of that; workers are told after the commit.
     *
     * @return its id, or that of the one that was submitted before with the same type and idempotency id
     */
    long submit(NewOperation operation);

    /** The same as {@link #submit(NewOperation)}, from its parts. */
    default long submit(String type, Payload payload, NewOperation.Options options) {
        return submit(new NewOperation(type, payload, options));
    }

    /**
     * Tells an operation something, once for each name: one that waits for it goes on, one that has not come so far finds
     * it when it does.
     *
     * @return false if it was told before, or is in a final state; then nothing has changed
     * @throws IllegalArgumentException if there is no such operation
     */
    boolean signal(long id, String name, Payload payload);

    /** An operation with its whole history. */
    Optional<OperationHistory> find(long id);

    /** Operations that the filter wants, by id; at most 1,000. */
    List<Operation> list(Filter filter, int limit);

    /**
     * Decides about an operation that is not running; who and why is kept in its history.
     *
     * @param by 1 to 200 characters
     * @param why 1 to 1,000 characters
     * @throws OperationStateException if it is not in a state where that can be decided
     * @throws IllegalArgumentException if there is no such operation
     */
    void decide(long id, OperationDecision decision, String by, String why);

    /**
     * Removes operations, with their history, that have been in a {@linkplain OperationState#isFinal final state} since
     * before an instant; how many.
     */
    long purge(Instant before);

    /**
     * How many there are for each channel and state, by both. Those in {@link OperationState#OPEN open} states are counted
     * without looking at the others, which may be many.
     */
    List<Count> counts(Set<OperationState> states);

    /** What workers do. */
    OperationQueue queue();

    /**
     * Which operations; whatever is empty does not matter.
     *
     * @param unroutable only those whose type no worker has known
     * @param afterId only those behind this id; 0 for all
     */
    record Filter(
            Optional<OperationState> state,
            Optional<String> channel,
            Optional<String> type,
            Optional<String> key,
            boolean unroutable,
            long afterId) {

        /** All operations. */
        public static final Filter ALL =
                new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, 0);

        /** In this state. */
        public Filter in(OperationState wanted) {
            return new Filter(Optional.of(wanted), channel, type, key, unroutable, afterId);
        }

        /** On this channel. */
        public Filter onChannel(String wanted) {
            return new Filter(state, Optional.of(wanted), type, key, unroutable, afterId);
        }

        /** Of this type. */
        public Filter ofType(String wanted) {
            return new Filter(state, channel, Optional.of(wanted), key, unroutable, afterId);
        }

        /** With this key. */
        public Filter withKey(String wanted) {
            return new Filter(state, channel, type, Optional.of(wanted), unroutable, afterId);
        }

        /** Only those whose type no worker has known. */
        public Filter onlyUnroutable() {
            return new Filter(state, channel, type, key, true, afterId);
        }

        /** Only those behind this id: the last one of the page before. */
        public Filter after(long id) {
            return new Filter(state, channel, type, key, unroutable, id);
        }

        /** Does the filter want this one? The specification of what a store does by SQL. */
        public boolean wants(Operation operation) {
            return operation.id() > afterId
                    && state.map(operation.state()::equals).orElse(true)
                    && channel.map(operation.channel()::equals).orElse(true)
                    && type.map(operation.type()::equals).orElse(true)
                    && (key.isEmpty() || key.equals(operation.key()))
                    && (!unroutable || operation.status().unroutable());
        }
    }

    /**
     * How many operations there are.
     *
     * @param unroutable how many of them no worker has known the type of
     * @param oldest when the oldest of them was submitted
     */
    record Count(String channel, OperationState state, long operations, long unroutable, Instant oldest) {}
}
