// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;

/** A thread of the proxy. It ends when its socket does. */
final class Daemon {

    /** Moves bytes until a socket is closed. */
    interface Loop {
        void run() throws IOException, InterruptedException;
    }

    private Daemon() {}

    static Thread start(String name, Loop loop) {
        Thread thread = new Thread(() -> run(loop), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void run(Loop loop) {
        try {
            loop.run();
        } catch (IOException e) {
            // The socket was closed: by the other side, or by us.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
