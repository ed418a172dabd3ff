// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static dev.eventsource.servers.PostgresServerTest.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountTest {

    /** Where root may not make user namespaces, as in many containers. */
    @Test
    void root_can_run_a_server_as_nobody() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root can become nobody");
        assumeTrue(Command.of(Account.NOBODY.command(List.of("true"))).succeeds(), "there is no setpriv");
        Cluster cluster = Cluster.of(Binaries.forThisMachine().orElseThrow(), Account.NOBODY);
        ProcessNode<Database> node = ProcessNode.start(() -> PostgresProgram.of(cluster, List.of()));
        try (node) {
            assertThat(Files.getAttribute(node.folder().resolve("data"), "unix:uid"))
                    .isEqualTo(65534);
            node.kill9();
            node.restart();
            assertThat(ask(node.admin(), "select 1")).isEqualTo("1");
        }
        assertThat(node.folder()).doesNotExist();
    }
}
