// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** PostgreSQL in a container, on a port that stays: one that Docker chose would be another after each restart. */
final class PostgresContainer extends PostgreSQLContainer {

    private static final String SUPERUSER = "postgres";

    private final int port = FreePort.any();

    private PostgresContainer(List<String> settings) {
        super(DockerImageName.parse("postgres:" + Binaries.imageTag()));
        withDatabaseName(SUPERUSER);
        withUsername(SUPERUSER);
        withPassword(UUID.randomUUID().toString());
        List<String> command = new ArrayList<>(List.of("postgres"));
        PostgresSettings.forContainer(settings).forEach(setting -> command.addAll(List.of("-c", setting)));
        setCommand(command.toArray(String[]::new));
        addFixedExposedPort(port, POSTGRESQL_PORT);
    }

    static Node<Database> start(List<String> settings) {
        PostgresContainer container = new PostgresContainer(settings);
        Database admin =
                new Database(container.getHost(), container.port, SUPERUSER, SUPERUSER, container.getPassword());
        return DockerNode.start("PostgreSQL", container, container.port, admin, admin::answers);
    }
}
