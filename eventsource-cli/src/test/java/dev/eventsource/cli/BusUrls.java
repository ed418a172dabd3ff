// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.servers.KafkaServer;
import dev.eventsource.servers.RabbitServer;
import dev.eventsource.servers.RedisServer;
import java.util.List;

/** The buses on which commands are tried. */
final class BusUrls {

    private BusUrls() {}

    static List<String> all() {
        return List.of(
                "memory:commands",
                RedisServer.shared().url(),
                RabbitServer.shared().url(),
                "kafka://" + KafkaServer.shared().bootstrap());
    }
}
