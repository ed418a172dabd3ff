// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import org.jspecify.annotations.Nullable;

/**
 * How long the storage that {@link Storage#atomically} hands out may be used; for backends. It ends with the work, and is
 * doomed when an inner work or the database fails: then the whole can only be rolled back, even if the exception is caught. For the
 * thread that began it, and no other.
 */
public final class Scope {

    private @Nullable Throwable doom;
    private final Thread thread = Thread.currentThread();
    private volatile boolean ended;

    /** Throws {@link IllegalStateException} if the work has ended or is doomed. */
    public void checkUsable() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("This storage is for the thread that runs the work, which is "
                    + thread.getName() + "; other threads use the storage it came from, after the work");
        }
        if (ended) {
            throw new IllegalStateException(
                    "This storage was handed to a work that has ended; use the storage it came from");
        }
        if (doom != null) {
            throw new IllegalStateException(
                    "Something in this atomically has failed: the whole can only be rolled back", doom);
        }
    }

    /** Runs an inner work, which joins. */
    public <R, X extends Exception> R join(Inner<R, X> work) throws X {
        checkUsable();
        try {
            return work.run();
        } catch (Throwable e) {
            doom(e);
            throw e;
        }
    }

    /** After this the whole can only be rolled back. */
    public void doom(Throwable reason) {
        if (doom == null) {
            doom = reason;
        }
    }

    /** When the work has returned: throws {@link IllegalStateException} if it must not be committed. */
    public void checkCommittable() {
        if (doom != null) {
            throw new IllegalStateException(
                    "Nothing was stored: something in this atomically failed, and its exception was swallowed", doom);
        }
    }

    /** The work has returned or thrown. */
    public void end() {
        ended = true;
    }

    /** An inner work. */
    @FunctionalInterface
    public interface Inner<R, X extends Exception> {
        /** Does it. */
        R run() throws X;
    }
}
