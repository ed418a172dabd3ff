// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.observe;

import dev.eventsource.event.Registration;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens inside the library, where nobody who wraps its parts can see it: give one to the options of storages,
 * subscriptions, aggregates and buses. Without one nothing is reckoned and nothing is allocated.
 *
 * <p>For those who write one: all methods do nothing unless you say otherwise. They are called by many threads, which may
 * hold locks meanwhile: return at once, do not throw, and ask neither storage nor bus. Whatever is a name here is one of few.
 */
public interface Observer {

    /** Nobody. */
    Observer NONE = new Observer() {};

    /**
     * Does some work once, in this thread, so that what it leads to can be seen as part of it. What it gives and what it
     * throws pass unchanged.
     */
    default <R extends @Nullable Object, X extends Exception> R during(Activity activity, Work<R, X> work) throws X {
        return work.run();
    }

    /** A storage is there whose appends wait for each other: it can be asked how many do, until this is closed. */
    default Registration waiting(IntSupplier appends) {
        return () -> {};
    }

    /** So many appends of different callers were done in one transaction; refused ones count. */
    default void together(int appends) {}

    /**
     * A connection that is to last was opened or lost.
     *
     * @param name what it is for
     */
    default void connection(String name, boolean open) {}

    /**
     * What such a connection belongs to was closed: nothing more is told of it, unless another one of that name is opened. It
     * is not lost, whatever was told last.
     *
     * @param name what it was for
     */
    default void connectionClosed(String name) {}

    /** Something became of a snapshot of an aggregate of that category. */
    default void snapshot(String category, SnapshotUse use) {}

    /**
     * A subscription has read a page of the log.
     *
     * @param events how many it wants of the page
     * @param behind how many positions lay behind the page, as far as this process knew
     * @param age how long ago the first of these events was recorded; zero if there is none
     */
    default void page(Receiver subscription, int events, long behind, Duration age) {}

    /** This process has taken a partition over, or given it up. */
    default void partition(Receiver receiver, int partition, boolean taken) {}

    /** An event was not handled the first time. */
    default void message(Receiver receiver, Fate fate) {}

    /** What becomes of an event that was not handled the first time. */
    enum Fate {
        /** Another attempt is made. */
        TRIED_AGAIN,
        /** It is a dead letter. */
        DEAD
    }

    /** What is done. */
    @FunctionalInterface
    interface Work<R extends @Nullable Object, X extends Exception> {

        /** Does it, and gives what came of it. */
        R run() throws X;
    }
}
