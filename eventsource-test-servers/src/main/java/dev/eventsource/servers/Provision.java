// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.Optional;

/** Where the servers of the tests come from. */
final class Provision {

    private Provision() {}

    /** The server of the environment if it names one, else a new one. */
    static <A> Node<A> any(Product<A> product) {
        return address(product).map(product::at).orElseGet(() -> start(product));
    }

    /** A new one that may be broken. */
    static <A> Node<A> breakable(Product<A> product) {
        if (address(product).isPresent()) {
            throw Missing.because(product, product.variable() + " names a server that no test may break");
        }
        return start(product);
    }

    private static Optional<String> address(Product<?> product) {
        return Optional.ofNullable(System.getenv(product.variable()));
    }

    private static <A> Node<A> start(Product<A> product) {
        if (Docker.isThere()) {
            return product.inContainer();
        }
        Optional<String> obstacle = product.obstacle();
        if (obstacle.isPresent()) {
            throw Missing.because(product, "there is no Docker, and as to a process: " + obstacle.get());
        }
        return product.asProcess();
    }
}
