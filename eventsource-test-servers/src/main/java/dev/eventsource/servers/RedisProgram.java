// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Redis from a binary on the class path. */
record RedisProgram(Path binary, int port, RedisSettings settings) implements Program<Address> {

    @Override
    public String name() {
        return "Redis";
    }

    @Override
    public void prepare(Path folder) throws IOException {
        Files.createDirectory(folder.resolve("data"));
    }

    /** It keeps its command line, by which it is found where there is no /proc. */
    @Override
    public List<String> command(Path folder) {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(settings.arguments(
                "port " + port, "bind 127.0.0.1", "dir " + folder.resolve("data"), "set-proc-title no"));
        return command;
    }

    @Override
    public void environment(Map<String, String> environment, Path folder) {}

    @Override
    public String stopSignal() {
        return "TERM";
    }

    /** It tells its folder while it still reads the data from there; it answers PING only after. */
    @Override
    public boolean answers(Path folder) {
        try {
            String data = folder.resolve("data").toRealPath().toString();
            Address admin = admin(folder);
            return new RedisQuestion("CONFIG", "GET", "dir").askAt(admin).endsWith(data)
                    && new RedisQuestion("PING").askAt(admin).equals("PONG");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Address admin(Path folder) {
        return settings.address("127.0.0.1", port);
    }
}
