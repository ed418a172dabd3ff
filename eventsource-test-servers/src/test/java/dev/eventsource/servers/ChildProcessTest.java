// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ChildProcessTest {

    private static final int ROUNDS = 50;

    /** Also where processors are scarce: there a process may go on for a while when {@code kill} has returned. */
    @Test
    void a_paused_process_does_nothing_until_it_resumes() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> crowd = new ArrayList<>();
        try (ChildProcess echo = ChildProcess.run(Echo.class)) {
            OutputStream input = echo.process().getOutputStream();
            assertThat(answer(echo, input)).succeedsWithin(Duration.ofSeconds(30));
            for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                crowd.add(new Thread(() -> {
                    while (!done.get()) {
                        Thread.onSpinWait();
                    }
                }));
            }
            crowd.forEach(Thread::start);
            for (int round = 0; round < ROUNDS; round++) {
                echo.pause();
                CompletableFuture<Integer> answer = answer(echo, input);
                assertThat(answer).as("round %d", round).failsWithin(Duration.ofMillis(20));
                echo.resume();
                assertThat(answer).succeedsWithin(Duration.ofSeconds(30));
            }
        } finally {
            done.set(true);
            for (Thread thread : crowd) {
                thread.join();
            }
        }
    }

    @Test
    void one_that_has_ended_can_be_paused() throws Exception {
        try (ChildProcess echo = ChildProcess.run(Echo.class)) {
            echo.kill();
            echo.pause();
            echo.resume();
            assertThat(echo.process().isAlive()).isFalse();
        }
    }

    private static CompletableFuture<Integer> answer(ChildProcess echo, OutputStream input) throws IOException {
        input.write('x');
        input.flush();
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        Daemon.start(
                "answer", () -> answer.complete(echo.process().getInputStream().read()));
        return answer;
    }

    static final class Echo {

        public static void main(String[] arguments) throws IOException {
            for (int letter = System.in.read(); letter >= 0; letter = System.in.read()) {
                System.out.write(letter);
                System.out.flush();
            }
        }
    }
}
