// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

/**
 * Which threads are inside {@code atomically} of one storage: there the outer storage would wait for the thread itself,
 * so writing through it is refused.
 */
public final class Inside {

    private final ThreadLocal<Boolean> inside = new ThreadLocal<>();

    /** This thread begins a work. */
    public void enter() {
        refuse();
        inside.set(true);
    }

    /** The work has ended. */
    public void leave() {
        inside.remove();
    }

    /** Throws {@link IllegalStateException} if this thread is inside. */
    public void refuse() {
        if (inside.get() != null) {
            throw refusal();
        }
    }

    static IllegalStateException refusal() {
        return new IllegalStateException(
                "This thread is inside atomically: use the storage handed to you, the outer one would wait for it");
    }
}
