// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;

/** A server in a container of its own. Testcontainers removes it when this JVM ends. */
final class DockerNode<A> implements Node<A> {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final GenericContainer<?> container;
    private final int port;
    private final A admin;
    private final BooleanSupplier answers;

    private DockerNode(GenericContainer<?> container, int port, A admin, BooleanSupplier answers) {
        this.container = container;
        this.port = port;
        this.admin = admin;
        this.answers = answers;
    }

    /**
     * Starts a container that has a fixed port. Its log is kept as it comes: Testcontainers removes a container that
     * does not start.
     */
    static <A> DockerNode<A> start(
            String name, GenericContainer<?> container, int port, A admin, BooleanSupplier answers) {
        Queue<String> log = new ConcurrentLinkedQueue<>();
        container.withLogConsumer(frame -> log.add(frame.getUtf8StringWithoutLineEnding()));
        try {
            container.start();
            Waiting.until(LIMIT, answers);
            return new DockerNode<>(container, port, admin, answers);
        } catch (ContainerLaunchException | IllegalStateException e) {
            container.stop();
            throw StartFailure.of(name + " did not start in a container", List.copyOf(log), e);
        }
    }

    @Override
    public A admin() {
        return admin;
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port;
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

    /** By the signal of the image, which is the orderly one: for PostgreSQL SIGINT. */
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
        Waiting.until(LIMIT, answers);
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
