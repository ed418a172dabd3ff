// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.store.SubscriptionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four processes on 8 partitions, killed and stopped at random: no event is left out, no order broken, no effect double. */
@Timeout(600)
class SubscribingProcessesTest {

    private static final int WORKERS = 4;
    private static final int ROUNDS = Integer.getInteger("eventsource.rounds", 3);

    @TempDir
    Path folder;

    private final Random random = new Random();
    private final List<ChildProcess> workers = new ArrayList<>();
    private int started;

    @AfterEach
    void end() {
        workers.forEach(ChildProcess::close);
    }

    @Test
    void killed_and_stopped_workers_on_sqlite_leave_nothing_out_and_do_nothing_twice() throws Exception {
        killAndStop("jdbc:sqlite:" + folder.resolve("events.db"));
    }

    @Test
    void killed_and_stopped_workers_on_postgresql_leave_nothing_out_and_do_nothing_twice() throws Exception {
        String url = OnPostgres.create().store();
        Storages.migrate(url);
        killAndStop(url);
    }

    @Test
    void processes_that_end_suddenly_at_any_step_of_a_delivery_leave_nothing_out_and_do_nothing_twice()
            throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("events.db");
        try (Storage storage = Storages.open(url)) {
            append(storage, 2_000);
            int deaths = 0;
            workers.add(start(url, true));
            while (deaths < 5 && !isDone(storage)) {
                if (!workers.get(0).process().isAlive()) {
                    deaths++;
                    workers.set(0, start(url, true));
                }
                Thread.onSpinWait();
            }
            workers.add(start(url, false));
            holds(storage);
        }
    }

    private void killAndStop(String url) throws Exception {
        try (Storage storage = Storages.open(url)) {
            append(storage, 3_000 * ROUNDS);
            for (int i = 0; i < WORKERS; i++) {
                workers.add(start(url, false));
            }
            for (int round = 0; round < ROUNDS; round++) {
                long position = position(storage);
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> position(storage) > position + 100 || isDone(storage));
                int victim = random.nextInt(WORKERS);
                workers.get(victim).kill();
                workers.set(victim, start(url, false));
                ChildProcess stopped = workers.get((victim + 1) % WORKERS);
                // One that has stopped in a transaction of SQLite's keeps everybody from writing.
                append(storage, 200);
                stopped.pause();
                // Until the others have taken over, and a little longer.
                Thread.currentThread().join(3_000 + random.nextInt(500));
                stopped.resume();
            }
            holds(storage);
        }
    }

    private ChildProcess start(String url, boolean sudden) throws IOException {
        ChildProcess worker =
                ChildProcess.run(SubscribingProcess.class, url, folder.resolve("seen-" + ++started), sudden);
        if (!sudden) {
            assertThat(worker.output().readLine()).isEqualTo("ready");
        }
        return worker;
    }

    private void append(Storage storage, int events) {
        for (int i = 0; i < events; i += 10) {
            StreamId loan = StreamId.of("loan", "" + random.nextInt(300));
            List<EventData> some = Stream.generate(() -> EventData.of(
                            UUID.randomUUID(),
                            "W_" + random.nextInt(20),
                            Instant.now(),
                            Payload.of("{\"org:resource\":\"112\"}")))
                    .limit(10)
                    .toList();
            storage.events().append(loan, ExpectedVersion.any(), some);
        }
    }

    private static long position(Storage storage) {
        return storage.checkpoints().all().stream()
                .mapToLong(SubscriptionState::position)
                .min()
                .orElse(0);
    }

    private static boolean isDone(Storage storage) {
        return storage.checkpoints().all().size() == 2
                && position(storage) == storage.events().head();
    }

    private void holds(Storage storage) throws IOException {
        await().atMost(Duration.ofMinutes(5)).until(() -> isDone(storage));
        assertThat(storage.deadLetters().list(Filter.ALL, 10)).isEmpty();
        Map<String, RecordedEvent> last = new HashMap<>();
        EventPage page = storage.events().readAll(EventQuery.all(), 0, 1000);
        while (true) {
            page.events().forEach(event -> last.put(event.stream().key(), event));
            if (page.end()) {
                break;
            }
            page = storage.events().readAll(EventQuery.all(), page.through(), 1000);
        }
        last.forEach((loan, event) -> {
            var document =
                    storage.documents().get(SubscribingProcess.OUTCOMES, loan).orElseThrow();
            assertThat(document.version()).as(loan).isEqualTo(event.version());
            assertThat(document.content().json()).contains("\"" + event.event().type() + "\"");
        });
        seenInOrder(storage.events().head());
    }

    /** Every event was seen, and none before the one before it in its stream. */
    private void seenInOrder(long head) throws IOException {
        List<String[]> lines = new ArrayList<>();
        for (int i = 1; i <= started; i++) {
            Files.readAllLines(folder.resolve("seen-" + i)).stream()
                    .map(line -> line.split(" "))
                    .filter(parts -> parts.length == 4 && !parts[3].isEmpty())
                    .forEach(lines::add);
        }
        lines.sort((one, other) -> Long.compare(Long.parseLong(one[0]), Long.parseLong(other[0])));
        Map<String, Long> reached = new HashMap<>();
        Set<Long> positions = new HashSet<>();
        for (String[] line : lines) {
            long version = Long.parseLong(line[3]);
            assertThat(version)
                    .as("%s after %s", line[2], reached.get(line[2]))
                    .isLessThanOrEqualTo(reached.getOrDefault(line[2], 0L) + 1);
            reached.merge(line[2], version, Math::max);
            positions.add(Long.parseLong(line[1]));
        }
        assertThat(positions).hasSize((int) head);
        System.out.printf("%d events, %d deliveries, %d processes%n", head, lines.size(), started);
    }
}
