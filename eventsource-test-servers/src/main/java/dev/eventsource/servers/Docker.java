// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/** Whether there is a Docker that answers; asked once, and nothing of Testcontainers is loaded without a sign of one. */
final class Docker {

    private static final int SECONDS_TO_ANSWER = 10;
    private static @Nullable Boolean there;

    private Docker() {}

    /** Not in the initialiser of the class: the thread that asks would wait for its end. */
    static synchronized boolean isThere() {
        if (there == null) {
            there = mayBeThere() && answers();
        }
        return there;
    }

    private static boolean mayBeThere() {
        if ("off".equals(System.getenv("EVENTSOURCE_TEST_DOCKER"))) {
            return false;
        }
        String home = System.getProperty("user.home");
        return System.getenv("DOCKER_HOST") != null
                || System.getProperty("os.name").startsWith("Windows")
                || Stream.of(
                                "/var/run/docker.sock",
                                System.getenv("XDG_RUNTIME_DIR") + "/docker.sock",
                                home + "/.docker/run/docker.sock",
                                home + "/.docker/desktop/docker.sock",
                                home + "/.testcontainers.properties")
                        .anyMatch(file -> Files.exists(Path.of(file)));
    }

    /** An address that accepts and says nothing would hold Testcontainers for a minute. */
    private static boolean answers() {
        FutureTask<Boolean> question =
                new FutureTask<>(() -> DockerClientFactory.instance().isDockerAvailable());
        Thread thread = new Thread(question, "is-there-a-docker");
        thread.setDaemon(true);
        thread.start();
        @Nullable Throwable problem;
        try {
            return question.get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = e;
        } catch (TimeoutException e) {
            problem = e;
        } catch (ExecutionException e) {
            problem = e.getCause();
        }
        System.out.println("Docker for the tests: none that answers, " + problem);
        return false;
    }
}
