package dev.eventsource.servers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A server in a container of its own. Testcontainers removes it when this JVM ends. */
final class DockerNode implements PostgresNode {

    private static final String SUPERUSER = "postgres";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final FixedPort container;
    private final Database admin;

    private DockerNode(FixedPort container) {
        this.container = container;
        this.admin = new Database(container.getHost(), container.port, SUPERUSER, SUPERUSER, container.getPassword());
    }

    static DockerNode start(List<String> settings) {
        FixedPort container = new FixedPort("postgres:" + Binaries.imageTag(), settings);
        try {
            container.start();
            return new DockerNode(container);
        } catch (ContainerLaunchException e) {
            throw StartFailure.of("PostgreSQL did not start in a container", List.copyOf(container.log), e);
        }
    }

    /**
     * A port that Docker chose would be another one after each restart. The log is kept as it comes: Testcontainers
     * removes a container that does not start.
     */
    private static final class FixedPort extends PostgreSQLContainer {

        private final int port = FreePort.any();
        private final Queue<String> log = new ConcurrentLinkedQueue<>();

        FixedPort(String image, List<String> settings) {
            super(DockerImageName.parse(image));
            withDatabaseName(SUPERUSER);
            withUsername(SUPERUSER);
            withPassword(UUID.randomUUID().toString());
            List<String> command = new ArrayList<>(List.of("postgres"));
            PostgresSettings.forContainer(settings).forEach(setting -> command.addAll(List.of("-c", setting)));
            setCommand(command.toArray(String[]::new));
            addFixedExposedPort(port, POSTGRESQL_PORT);
            withLogConsumer(frame -> log.add(frame.getUtf8StringWithoutLineEnding()));
        }
    }

    @Override
    public Database admin() {
        return admin;
    }

    @Override
    public String kind() {
        return "container " + container.getDockerImageName();
    }

    @Override
    public void kill9() {
        if (isRunning()) {
            resume();
            docker().killContainerCmd(id()).exec();
            Waiting.until(LIMIT, () -> !isRunning());
        }
    }

    /** The image asks Docker to stop it with SIGINT, PostgreSQL's fast shutdown. */
    @Override
    public void stop() {
        if (isRunning()) {
            resume();
            docker().stopContainerCmd(id()).withTimeout((int) LIMIT.toSeconds()).exec();
        }
    }

    @Override
    public void restart() {
        stop();
        docker().startContainerCmd(id()).exec();
        Waiting.until(LIMIT, admin::answers);
    }

    @Override
    public void pause() {
        docker().pauseContainerCmd(id()).exec();
    }

    @Override
    public void resume() {
        if (Boolean.TRUE.equals(state().getPaused())) {
            docker().unpauseContainerCmd(id()).exec();
        }
    }

    @Override
    public void close() {
        container.stop();
    }

    private boolean isRunning() {
        return Boolean.TRUE.equals(state().getRunning());
    }

    private InspectContainerResponse.ContainerState state() {
        return docker().inspectContainerCmd(id()).exec().getState();
    }

    private String id() {
        return container.getContainerId();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
