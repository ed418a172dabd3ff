// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that can be a child of this JVM, with the ports it is to have. Its folder is its own; {@code data} in there
 * is the working directory of all its processes, by which they are found again.
 *
 * @param <A> what one needs to get in
 */
interface Program<A> {

    /** As people write it. */
    String name();

    int port();

    /** Makes {@code data} and whatever else it needs in its folder, once. */
    void prepare(Path folder) throws IOException;

    List<String> command(Path folder);

    /** Adds what it needs to the environment of the tests, and takes away what would change it. */
    void environment(Map<String, String> environment, Path folder);

    /** The signal that ends it in an orderly way, without waiting for its clients. */
    String stopSignal();

    /** Whether it can be worked with: this one, and not another that was faster to take its port. */
    boolean answers(Path folder);

    A admin(Path folder);

    /** Ends what is no process of it. */
    default void close() {}
}
