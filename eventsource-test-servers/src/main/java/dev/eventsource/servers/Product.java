// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.Optional;

/**
 * A kind of server, set up in one way, and where one of it can come from.
 *
 * @param <A> what one needs to get in
 */
interface Product<A> {

    /** As people write it. */
    String name();

    /** As {@code EVENTSOURCE_TEST_REQUIRE} has it. */
    String word();

    /** The variable of the environment that names one that somebody else runs. */
    String variable();

    Node<A> at(String address);

    Node<A> inContainer();

    /** Why there can be no process of it here, if so. */
    Optional<String> obstacle();

    Node<A> asProcess();
}
