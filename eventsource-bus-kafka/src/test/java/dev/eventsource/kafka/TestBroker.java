// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.servers.KafkaServer;
import java.util.HashMap;
import java.util.Map;

/** The broker of this module's tests, behind a proxy; it takes short sessions, so that dead members are noticed soon. */
final class TestBroker {

    private static KafkaServer server;

    private TestBroker() {}

    static synchronized KafkaServer server() {
        if (server == null) {
            server = KafkaServer.startBehindProxy("group.min.session.timeout.ms=500");
        }
        return server;
    }

    static Map<String, Object> client() {
        return client(server().bootstrap());
    }

    /** Past the proxy, for those who only look. */
    static Map<String, Object> direct() {
        return client(server().directBootstrap());
    }

    static Map<String, Object> client(String bootstrap) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", bootstrap);
        client.put("session.timeout.ms", 2_000);
        client.put("heartbeat.interval.ms", 200);
        client.put("reconnect.backoff.max.ms", 200);
        return client;
    }

    static KafkaEventBus bus(BusOptions options) {
        return new KafkaEventBus(client(), KafkaEventBus.Options.DEFAULT.withBus(options));
    }
}
