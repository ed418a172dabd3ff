// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * RabbitMQ as the package manager has installed it, with all its files in our folder.
 *
 * @param nodesPort where other nodes would find it, and {@code rabbitmqctl} does
 * @param namesPort of the name server for that
 */
record RabbitProgram(int port, int nodesPort, int namesPort, RabbitSettings settings) implements Program<RabbitAccess> {

    static RabbitProgram of(RabbitSettings settings) {
        return new RabbitProgram(FreePort.any(), FreePort.any(), FreePort.any(), settings);
    }

    @Override
    public String name() {
        return "RabbitMQ";
    }

    @Override
    public void prepare(Path folder) throws IOException {
        Path home = folder.resolve("data/home");
        Files.createDirectories(home);
        Files.writeString(
                folder.resolve("rabbitmq.conf"),
                settings.configuration(
                        "listeners.tcp.1 = 127.0.0.1:" + port, "log.console = true", "log.file = false"));
        Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
        RabbitInstallation.startNames(namesPort, folder);
    }

    @Override
    public List<String> command(Path folder) {
        return List.of(RabbitInstallation.server());
    }

    @Override
    public void environment(Map<String, String> environment, Path folder) {
        environment.keySet().removeIf(name -> name.startsWith("RABBITMQ_") || name.startsWith("ERL_"));
        environment.putAll(variables(folder));
    }

    private Map<String, String> variables(Path folder) {
        return Map.ofEntries(
                entry("HOME", folder.resolve("data/home").toString()),
                entry("LANG", "C.UTF-8"),
                entry("ERL_CRASH_DUMP_SECONDS", "0"),
                entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                entry("ERL_EPMD_PORT", Integer.toString(namesPort)),
                entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                entry("RABBITMQ_NODENAME", "tests" + port + "@localhost"),
                entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                entry("RABBITMQ_NODE_PORT", Integer.toString(port)),
                entry("RABBITMQ_DIST_PORT", Integer.toString(nodesPort)),
                entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
                entry("RABBITMQ_MNESIA_BASE", folder.resolve("data/mnesia").toString()),
                entry("RABBITMQ_LOG_BASE", folder.resolve("data/log").toString()),
                entry("RABBITMQ_LOGS", "-"),
                entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()),
                entry("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
                entry(
                        "RABBITMQ_ADVANCED_CONFIG_FILE",
                        folder.resolve("advanced.config").toString()),
                entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.resolve("enabled_plugins").toString()),
                entry(
                        "RABBITMQ_GENERATED_CONFIG_DIR",
                        folder.resolve("data/schema").toString()));
    }

    @Override
    public String stopSignal() {
        return "TERM";
    }

    @Override
    public boolean answers(Path folder) {
        return admin(folder).answers();
    }

    @Override
    public RabbitAccess admin(Path folder) {
        return new RabbitAccess(settings.address("127.0.0.1", port), arguments -> rabbitmqctl(arguments, folder));
    }

    private String rabbitmqctl(List<String> arguments, Path folder) {
        List<String> command = new ArrayList<>(List.of("env"));
        variables(folder).forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of(RabbitInstallation.tool(), "--silent"));
        command.addAll(arguments);
        return new Command(command).output();
    }
}
