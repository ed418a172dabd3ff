// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.images.builder.Transferable;

/** RabbitMQ in a container. */
record RabbitContainer(FixedPorts container) {

    private static final String IMAGE = "rabbitmq:4.1";
    private static final int USUAL_PORT = 5672;

    static Node<RabbitAccess> start(RabbitSettings settings) {
        int port = FreePort.any();
        FixedPorts container = new FixedPorts(IMAGE).listening(port, USUAL_PORT);
        container.withCopyToContainer(Transferable.of(settings.configuration()), "/etc/rabbitmq/conf.d/90-tests.conf");
        Address address = settings.address(container.getHost(), port);
        RabbitAccess admin = new RabbitAccess(address, new RabbitContainer(container)::rabbitmqctl);
        return DockerNode.start("RabbitMQ", container, port, admin, admin::answers);
    }

    private String rabbitmqctl(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("rabbitmqctl", "--silent"));
        command.addAll(arguments);
        try {
            ExecResult result = container.execInContainer(command.toArray(String[]::new));
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(command + " ended with " + result);
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new IllegalStateException(command + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted during " + command, e);
        }
    }
}
