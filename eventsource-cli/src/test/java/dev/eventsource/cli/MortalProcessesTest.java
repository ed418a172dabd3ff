// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.tck.Appending;
import dev.eventsource.tck.Death;
import dev.eventsource.tck.MortalWork.Line;
import dev.eventsource.tck.Succession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process ends suddenly at a step of a delivery, and another one takes over when its lease is over. By default at every
 * seventh step, beginning with a different one each time; {@code eventsource.steps} says otherwise, 1 means at each. In one
 * process, the contract of storages lets it end at each.
 */
@Timeout(600)
class MortalProcessesTest {

    private static final int AT_ONCE = 4;
    private static final int STEPS = Integer.getInteger("eventsource.steps", 7);
    private static final int FIRST = ThreadLocalRandom.current().nextInt(STEPS);

    @TempDir
    Path folder;

    @Test
    void whoever_dies_on_sqlite_at_whatever_step_is_succeeded_without_loss_and_with_no_effect_double()
            throws Exception {
        dieAtEveryStep("jdbc:sqlite:" + folder.resolve("events.db"));
    }

    @Test
    void whoever_dies_on_postgresql_at_whatever_step_is_succeeded_without_loss_and_with_no_effect_double()
            throws Exception {
        String url = OnPostgres.create().store();
        Storages.migrate(url);
        dieAtEveryStep(url);
    }

    private void dieAtEveryStep(String url) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try (Storage storage = Storages.open(url)) {
            List<Succession> successions = new ArrayList<>();
            Appending appending = Appending.to(storage);
            try {
                List<CompletableFuture<Succession>> deaths = IntStream.range(
                                0, Death.all().size())
                        .filter(number -> number % STEPS == FIRST)
                        .mapToObj(number -> CompletableFuture.supplyAsync(() -> die(url, number, storage), threads))
                        .toList();
                deaths.forEach(death -> successions.add(death.join()));
            } finally {
                appending.close();
            }
            List<RecordedEvent> log = log(storage);
            for (Succession succession : successions) {
                succession.check(log);
            }
            System.out.printf(
                    "%d processes died, each at a step of its own; %d events%n", successions.size(), log.size());
        } finally {
            threads.shutdownNow();
        }
    }

    private Succession die(String url, int number, Storage storage) {
        Death death = Death.all().get(number);
        Path lines = folder.resolve("lines-" + number);
        try (ChildProcess process = ChildProcess.run(MortalProcess.class, url, number, lines)) {
            Succession succession = new Succession(death, storage);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !process.process().isAlive() || (Files.exists(lines) && Files.size(lines) > 0));
            succession.joinIfHandover();
            assertThat(process.process().waitFor(1, TimeUnit.MINUTES))
                    .as("it died %s", death)
                    .isTrue();
            assertThat(process.process().exitValue()).as("%s", death).isEqualTo(MortalProcess.CODE);
            succession.died(read(lines));
            return succession;
        } catch (Exception e) {
            throw new IllegalStateException(death.toString(), e);
        }
    }

    private static List<Line> read(Path lines) throws IOException {
        return Files.readAllLines(lines).stream()
                .filter(line -> line.endsWith(" end"))
                .map(Line::parse)
                .toList();
    }

    private static List<RecordedEvent> log(Storage storage) {
        List<RecordedEvent> log = new ArrayList<>();
        EventPage page = storage.events().readAll(EventQuery.all(), 0, 1_000);
        log.addAll(page.events());
        while (!page.end()) {
            page = storage.events().readAll(EventQuery.all(), page.through(), 1_000);
            log.addAll(page.events());
        }
        return log;
    }
}
