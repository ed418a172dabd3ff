package dev.eventsource.servers;

/** A program that starts servers in different states, says where they are, and waits to be killed. */
final class ServerOfAnotherJvm {

    private ServerOfAnotherJvm() {}

    public static void main(String[] states) throws Exception {
        for (String state : states) {
            PostgresServer server = state.equals("shared") ? PostgresServer.shared() : PostgresServer.start();
            server.createDatabase();
            switch (state) {
                case "restarted" -> {
                    server.kill9();
                    server.restart();
                }
                case "paused" -> server.pause();
                case "killed" -> server.kill9();
                default -> {}
            }
            System.out.println("SERVER " + server.node().admin().port() + " " + ((ProcessNode) server.node()).folder());
        }
        System.out.println("READY");
        System.in.read();
    }
}
