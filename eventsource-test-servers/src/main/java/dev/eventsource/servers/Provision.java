package dev.eventsource.servers;

import java.util.List;
import java.util.Optional;

/** Where private servers come from. */
final class Provision {

    private Provision() {}

    static PostgresNode start(List<String> settings) {
        Optional<String> obstacle = ProcessNode.obstacle();
        if (obstacle.isEmpty()) {
            return ProcessNode.start(settings);
        }
        throw Missing.because(obstacle.get());
    }
}
