package dev.eventsource.servers;

import java.util.List;
import java.util.Optional;

/** Where servers come from that tests start. */
final class Provision {

    private Provision() {}

    static PostgresNode start(List<String> settings) {
        if (Docker.isThere()) {
            return DockerNode.start(settings);
        }
        Optional<String> obstacle = ProcessNode.obstacle();
        if (obstacle.isPresent()) {
            throw Missing.because("there is no Docker, and as to a process: " + obstacle.get());
        }
        return ProcessNode.start(settings);
    }
}
