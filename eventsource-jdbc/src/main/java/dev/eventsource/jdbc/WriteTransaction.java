// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Append;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One transaction that holds the store's write lock, for {@link GroupCommit}. Used by one thread. */
public interface WriteTransaction extends AutoCloseable {

    /**
     * Decides the appends one behind the other, stores the accepted ones and commits.
     *
     * @return an outcome for each append, in their order
     * @throws CommitUnknownException if it may have been committed or not
     * @throws RuntimeException if it failed for certain; then nothing is stored
     */
    List<Outcome> commit(List<Append> batch);

    /** Rolls back what was not committed and gives up the lock. Does not throw. */
    @Override
    void close();

    /** Where write transactions come from. */
    @FunctionalInterface
    interface Source {

        /**
         * Stores an append that nobody else waits behind in one go, where the backend has a shorter way for that. Empty if
         * a transaction must decide; then nothing is stored.
         *
         * @throws CommitUnknownException if it may have been stored or not
         */
        default Optional<AppendResult> appendAlone(Append append) {
            return Optional.empty();
        }

        /**
         * Begins one, with the store's write lock taken.
         *
         * @throws StorageException if the lock cannot be had within this time, or the database not be reached
         */
        WriteTransaction begin(Duration patience);
    }

    /** The answer of a commit was lost. */
    final class CommitUnknownException extends StorageException {

        private static final long serialVersionUID = 1;

        /** @param message names the database */
        public CommitUnknownException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
