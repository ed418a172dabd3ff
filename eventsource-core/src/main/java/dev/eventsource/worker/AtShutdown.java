// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.worker;

/**
 * Work for the end of the process: it is done when the JVM shuts down (main has returned, SIGTERM, Ctrl-C), unless this
 * was closed before. The process does not end before the work has; nothing is done if it is killed or halted.
 */
public final class AtShutdown implements AutoCloseable {

    private final Thread hook;

    private AtShutdown(Thread hook) {
        this.hook = hook;
    }

    /**
     * Asks for the work to be done, in a thread of this name.
     *
     * @throws IllegalStateException if the JVM is shutting down already
     */
    public static AtShutdown run(String name, Runnable work) {
        Thread hook = new Thread(work, name);
        Runtime.getRuntime().addShutdownHook(hook);
        return new AtShutdown(hook);
    }

    /** The work is not wanted any more; harmless if it is being done or was done. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: it is too late to take it back, and often it is the work itself that closes.
            return;
        }
    }
}
