// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A container on ports that stay: those that Docker chose would be others after each restart. It counts as started with
 * its first line; whether it answers is seen from outside.
 */
final class FixedPorts extends GenericContainer<FixedPorts> {

    FixedPorts(String image) {
        super(DockerImageName.parse(image));
        setWaitStrategy(Wait.forLogMessage(".*\\n", 1));
    }

    FixedPorts listening(int outside, int inside) {
        addFixedExposedPort(outside, inside);
        return this;
    }

    FixedPorts running(List<String> command) {
        setCommand(command.toArray(String[]::new));
        return this;
    }
}
