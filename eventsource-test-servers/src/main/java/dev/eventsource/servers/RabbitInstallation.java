// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The RabbitMQ that the package manager has installed. Its own programs are called, and not those in {@code /usr/sbin},
 * which insist on its own user.
 */
final class RabbitInstallation {

    private static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MILLIS = 1_000;

    private RabbitInstallation() {}

    static boolean isThere() {
        return Files.isExecutable(Path.of(server()))
                && Command.of("sh", "-c", "command -v epmd").succeeds();
    }

    static String server() {
        return PROGRAMS.resolve("rabbitmq-server").toString();
    }

    static String tool() {
        return PROGRAMS.resolve("rabbitmqctl").toString();
    }

    /**
     * Starts the name server of Erlang, which stays until the folder's watchdog ends it. A RabbitMQ that finds none
     * starts one that outlives it.
     */
    static void startNames(int port, Path folder) throws IOException {
        Path log = folder.resolve("epmd-log");
        ProcessBuilder builder = new ProcessBuilder("epmd", "-port", Integer.toString(port), "-relaxed_command_check")
                .directory(folder.resolve("data").toFile())
                .redirectInput(Command.NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("ERL_EPMD_ADDRESS", "127.0.0.1");
        Process names = builder.start();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        do {
            if (Waiting.endsWithin(Duration.ofMillis(20), names)) {
                throw StartFailure.of("epmd ended, as it does without a word if its port is taken (eaddrinuse)", log);
            }
            if (System.nanoTime() - deadline > 0) {
                throw StartFailure.of("epmd did not answer within " + LIMIT, log);
            }
        } while (!namesAnswerAt(port));
    }

    /** Asks for all names, in epmd's protocol; the answer begins with its port. */
    private static boolean namesAnswerAt(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS);
            socket.setSoTimeout(MILLIS);
            socket.getOutputStream().write(new byte[] {0, 1, 'n'});
            return new DataInputStream(socket.getInputStream()).readInt() == port;
        } catch (IOException e) {
            return false;
        }
    }
}
