// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.bus.Message;
import java.io.IOException;
import java.util.List;

/** Something that carries messages from a publisher to one consumer: a bus, or a broker's bare client. */
interface Carrier extends AutoCloseable {

    /** As many parts as every contender has. */
    int PARTITIONS = 8;

    /** Makes ready for messages: what is published from now on waits for the consumer. */
    void create() throws Exception;

    /** Returns when the broker has confirmed all of it. */
    void publish(List<Message> messages) throws Exception;

    /** Decodes so many messages, does nothing with them, and acknowledges them; how many in a second. */
    double consume(int messages) throws Exception;

    @Override
    void close() throws IOException;

    /** Opens one; each call is a new topic. */
    @FunctionalInterface
    interface Opening {
        Carrier open() throws Exception;
    }
}
