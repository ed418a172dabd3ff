// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How a RabbitMQ of the tests is set up. The password shows that it is this one which answers. */
record RabbitSettings(String password, List<String> lines) {

    private static final String USER = "test";

    static RabbitSettings with(List<String> lines) {
        return new RabbitSettings(UUID.randomUUID().toString(), lines);
    }

    /** All lines of {@code rabbitmq.conf}; the later of two counts. */
    String configuration(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "default_user = " + USER,
                "default_pass = " + password,
                "vm_memory_high_watermark.absolute = 512MB",
                "disk_free_limit.absolute = 50MB"));
        all.addAll(List.of(more));
        all.addAll(lines);
        return String.join("\n", all) + "\n";
    }

    Address address(String host, int port) {
        return new Address(host, port, USER, password, "/");
    }
}
