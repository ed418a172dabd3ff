// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.Optional;

/**
 * One place where everything is kept that must be kept together: the door to a backend.
 *
 * <p>Thread-safe. Close it when the process ends; closing twice is harmless. After that, and on views that are used
 * up, every method throws {@link IllegalStateException}.
 */
public interface Storage extends AutoCloseable {

    /** The log of events. */
    EventStore events();

    /** Documents by key: tables for those who want to write no SQL. */
    DocumentStore documents();

    /** States of aggregates, which save reading their history. */
    SnapshotStore snapshots();

    /** Subscriptions and how far they have come. */
    CheckpointStore checkpoints();

    /** Who works on which part of a subscription. */
    Leases leases();

    /** Events that could not be handled. */
    DeadLetterQueue deadLetters();

    /** Which events were handled already. */
    Deduplication deduplication();

    /** What is to be done outside of the database. */
    OperationStore operations();

    /**
     * Runs the work as one transaction: what goes through the storage handed in happens as a whole or not at all, and
     * can be read through it at once. Others see it, and are woken, after the work has returned. If the work throws,
     * everything is rolled back and the exception passes through.
     *
     * <p>From its first append, or before, the store's one write lock is held to the end: be brief, and append last.
     * What was read before that may have changed: expect versions. Inside, the outer storage can be
     * read but not written ({@link IllegalStateException}: it would wait for itself). {@code atomically} on the
     * storage handed in joins; if such an inner work throws, the whole can no longer succeed. Afterwards the storage
     * handed in is used up. It is for the thread that runs the work, and no other.
     *
     * @throws StorageException if the lock cannot be had in time or the commit fails; then nothing has happened
     */
    <R, X extends Exception> R atomically(Work<R, X> work) throws X;

    /**
     * A view that sees and writes this tenant's streams only, and has documents, subscriptions and all the rest of its
     * own. Streams without a tenant mean the tenant's; other tenants are refused by name ({@link IllegalArgumentException}). Positions and {@link EventStore#head()} remain
     * the store's.
     *
     * @param tenant up to 64 of {@code A-Z a-z 0-9 _ .}; "" is the view of all that has no tenant
     */
    Storage forTenant(String tenant);

    /**
     * What only some storages have: itself as its own type, and on JDBC, inside {@code atomically}, the
     * {@code java.sql.Connection} of the transaction, for rows of your own. It is good as long as this storage is, and
     * ending the transaction remains the storage's matter. A tenant's view never gives away a storage that sees more.
     *
     * @return empty if this storage, here, does not have it
     */
    default <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** Ends waiting and frees what is held. On a view it does nothing: the storage it came from is closed by its owner. */
    @Override
    void close();

    /** What {@link #atomically} runs. */
    @FunctionalInterface
    interface Work<R, X extends Exception> {
        /** Does it through this storage, which is of no use afterwards. */
        R in(Storage storage) throws X;
    }
}
