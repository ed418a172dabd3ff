// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    @Test
    void a_closed_server_leaves_nothing() {
        PostgresServer server = PostgresServer.start();
        assumeTrue(server.node() instanceof ProcessNode);
        Path folder = ((ProcessNode<?>) server.node()).folder();
        assertThat(processesIn(folder)).isNotEmpty();
        server.close();
        assertThat(folder).doesNotExist();
        server.close();
    }

    @Test
    void a_killed_jvm_leaves_nothing() throws Exception {
        assumeTrue(PostgresServer.shared().node() instanceof ProcessNode);
        assertThatNothingIsLeftOf("postgres-shared", "postgres-restarted", "postgres-paused", "postgres-killed");
    }

    @Test
    void a_killed_jvm_leaves_nothing_of_other_servers_either() throws Exception {
        assumeTrue(RedisServer.shared().node() instanceof ProcessNode);
        assumeTrue(RabbitServer.shared().node() instanceof ProcessNode);
        assertThatNothingIsLeftOf("redis-shared", "redis-paused", "rabbitmq-paused", "kafka-paused", "redis-killed");
    }

    /** The last one is killed before. */
    private static void assertThatNothingIsLeftOf(String... wanted) throws Exception {
        try (AnotherJvm jvm = AnotherJvm.start(ServerOfAnotherJvm.class, Map.of(), wanted)) {
            List<String> lines = jvm.lines();
            List<String[]> servers = lines.stream()
                    .filter(line -> line.startsWith("SERVER "))
                    .map(line -> line.split(" "))
                    .toList();
            assertThat(servers).as(String.join("\n", lines)).hasSize(wanted.length);
            List<Path> folders =
                    servers.stream().map(server -> Path.of(server[2])).toList();
            assertThat(folders.subList(0, wanted.length - 1))
                    .noneMatch(folder -> processesIn(folder).isEmpty());

            jvm.process().destroyForcibly();

            assertThat(jvm.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(folders).noneMatch(Files::exists);
                assertThat(folders).allMatch(folder -> processesIn(folder).isEmpty());
                assertThat(servers).noneMatch(server -> listens(Integer.parseInt(server[1])));
            });
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> processesIn(Path folder) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> isIn(folder.resolve("data"), process.resolve("cwd")))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isIn(Path folder, Path link) {
        try {
            return Files.isSymbolicLink(link)
                    && Files.readSymbolicLink(link).toString().startsWith(folder.toString());
        } catch (IOException e) {
            return false;
        }
    }
}
