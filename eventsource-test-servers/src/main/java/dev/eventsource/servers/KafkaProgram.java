// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One node of a Kafka in a JVM of its own. */
record KafkaProgram(KafkaBroker broker, KafkaSettings settings) implements Program<KafkaAccess> {

    @Override
    public String name() {
        return "Kafka";
    }

    @Override
    public int port() {
        return settings.ports().clients();
    }

    @Override
    public void prepare(Path folder) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Map<String, String> properties = settings.properties(
                "127.0.0.1", "127.0.0.1", data.resolve("topics").toString());
        Files.writeString(
                file(folder),
                properties.entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    private static Path file(Path folder) {
        return folder.resolve("data/server.properties");
    }

    @Override
    public List<String> command(Path folder) {
        return broker.command(settings.cluster(), file(folder));
    }

    @Override
    public void environment(Map<String, String> environment, Path folder) {
        environment.keySet().removeIf(name -> name.startsWith("KAFKA_"));
    }

    @Override
    public String stopSignal() {
        return "TERM";
    }

    @Override
    public boolean answers(Path folder) {
        return KafkaQuestion.answers("127.0.0.1", port(), settings.cluster(), settings.id());
    }

    @Override
    public KafkaAccess admin(Path folder) {
        return settings.access("127.0.0.1");
    }
}
