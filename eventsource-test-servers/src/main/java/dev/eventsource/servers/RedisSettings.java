// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How a Redis of the tests is set up: what was answered survives a kill. */
record RedisSettings(String password, List<String> lines) {

    private static final List<String> ALWAYS = List.of("appendonly yes", "appendfsync always");

    /** Each line of the configuration as an argument, whose name has two dashes; the later of two counts. */
    List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--save", ""));
        Stream.of(ALWAYS.stream(), Stream.of(more), lines.stream())
                .flatMap(some -> some)
                .forEach(line -> arguments.addAll(List.of(("--" + line).split("\\s+", -1))));
        if (!password.isEmpty()) {
            arguments.addAll(List.of("--requirepass", password));
        }
        return arguments;
    }

    Address address(String host, int port) {
        return new Address(host, port, "", password, "");
    }
}
