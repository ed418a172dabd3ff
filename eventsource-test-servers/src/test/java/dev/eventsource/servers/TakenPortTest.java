// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TakenPortTest {

    /** Between the look for a free port and the start of a server somebody else may take it. */
    @Test
    void a_server_whose_port_is_taken_gets_another() {
        RedisServer other = RedisServer.shared();
        RedisSettings settings = new RedisSettings("", List.of());
        AtomicInteger attempts = new AtomicInteger();
        try (ProcessNode<Address> node = ProcessNode.start(() -> new RedisProgram(
                RedisBinary.forThisMachine().orElseThrow().unpacked(),
                attempts.incrementAndGet() == 1 ? other.port() : FreePort.any(),
                settings))) {
            assertThat(attempts).hasValue(2);
            assertThat(node.port()).isNotEqualTo(other.port());
        }
    }

    @Test
    void so_does_one_that_needs_several() {
        RedisServer other = RedisServer.shared();
        AtomicInteger attempts = new AtomicInteger();
        try (ProcessNode<RabbitAccess> node = ProcessNode.start(() -> new RabbitProgram(
                attempts.incrementAndGet() == 1 ? other.port() : FreePort.any(),
                FreePort.any(),
                attempts.get() == 2 ? other.port() : FreePort.any(),
                RabbitSettings.with(List.of())))) {
            assertThat(attempts).hasValue(3);
            assertThat(node.admin().answers()).isTrue();
        }
    }
}
