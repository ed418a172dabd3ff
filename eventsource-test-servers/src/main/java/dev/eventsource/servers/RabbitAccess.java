// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.util.List;

/** A RabbitMQ whose path is a virtual host, and the tool that comes with it. */
record RabbitAccess(Address address, Tool rabbitmqctl) {

    /** Runs {@code rabbitmqctl} with some arguments and gives back what it printed. */
    interface Tool {
        String run(List<String> arguments);
    }

    boolean answers() {
        try {
            AmqpHandshake.with(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
