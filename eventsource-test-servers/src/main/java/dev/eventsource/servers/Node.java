// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

/**
 * What runs behind a {@link TestServer}: whoever started it, it is handled alike.
 *
 * @param <A> what one needs to get in
 */
interface Node<A> extends AutoCloseable {

    /** For one who may do everything. */
    A admin();

    String host();

    int port();

    /** For the line that says what the tests run on. */
    String kind();

    void kill9();

    void stop();

    void restart();

    void pause();

    void resume();

    @Override
    void close();
}
