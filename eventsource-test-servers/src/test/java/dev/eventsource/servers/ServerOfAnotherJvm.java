// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

/** A program that starts servers in different states, says where they are, and waits to be killed. */
final class ServerOfAnotherJvm {

    private ServerOfAnotherJvm() {}

    /** Each argument is a kind and a state, such as {@code postgres-paused}. */
    public static void main(String[] servers) throws Exception {
        for (String wanted : servers) {
            String kind = wanted.split("-")[0];
            String state = wanted.split("-")[1];
            TestServer server = start(kind, state.equals("shared"));
            switch (state) {
                case "restarted" -> {
                    server.kill9();
                    server.restart();
                }
                case "paused" -> server.pause();
                case "killed" -> server.kill9();
                default -> {}
            }
            System.out.println("SERVER " + server.port() + " " + ((ProcessNode<?>) server.node()).folder());
        }
        System.out.println("READY");
        System.in.read();
    }

    private static TestServer start(String kind, boolean shared) {
        return switch (kind) {
            case "postgres" -> {
                PostgresServer server = shared ? PostgresServer.shared() : PostgresServer.start();
                server.createDatabase();
                yield server;
            }
            case "redis" -> shared ? RedisServer.shared() : RedisServer.start();
            case "rabbitmq" -> shared ? RabbitServer.shared() : RabbitServer.start();
            case "kafka" -> shared ? KafkaServer.shared() : KafkaServer.start();
            default -> throw new IllegalArgumentException(kind);
        };
    }
}
