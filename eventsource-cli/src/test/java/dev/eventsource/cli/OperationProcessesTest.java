// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.Payload;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.store.NewOperation.Options;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationHistory.Attempt;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore.Count;
import dev.eventsource.store.OperationStore.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four processes with two workers each, killed and stopped at random, and an independent witness: nothing is done twice but
 * after an attempt was abandoned, the order of keys is kept, and the audit tells of all executions.
 */
@Timeout(900)
class OperationProcessesTest {

    private static final int WORKERS = 4;
    private static final int STEPS = Integer.getInteger("eventsource.steps", 7);
    private static final List<String> TYPES =
            List.of(OperatingProcess.CHARGE, OperatingProcess.CHARGE, OperatingProcess.BOOK, OperatingProcess.OPEN);
    private static final int ROUNDS = Integer.getInteger("eventsource.rounds", 3);
    private static final int OPERATIONS = Integer.getInteger("eventsource.operations", 2_000);

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
    void killed_and_stopped_workers_on_sqlite_do_everything_once() throws Exception {
        killAndStop("jdbc:sqlite:" + folder.resolve("events.db"));
    }

    @Test
    void killed_and_stopped_workers_on_postgresql_do_everything_once() throws Exception {
        String url = OnPostgres.create().store();
        Storages.migrate(url);
        killAndStop(url);
    }

    @Test
    void processes_that_end_suddenly_lose_nothing() throws Exception {
        String url = OnPostgres.create().store();
        Storages.migrate(url);
        try (Storage storage = Storages.open(url)) {
            submit(storage, OPERATIONS / 2);
            workers.add(start(url, true));
            for (int deaths = 0; deaths < 5 && succeeded(storage) < OPERATIONS / 2; ) {
                if (!workers.get(0).process().isAlive()) {
                    deaths++;
                    workers.set(0, start(url, true));
                }
                Thread.currentThread().join(5);
            }
            workers.add(start(url, false));
            holds(storage, OPERATIONS / 2);
        }
    }

    @Test
    void whoever_dies_or_stops_on_sqlite_at_whatever_step_is_succeeded() throws Exception {
        haveMishaps("jdbc:sqlite:" + folder.resolve("events.db"));
    }

    @Test
    void whoever_dies_or_stops_on_postgresql_at_whatever_step_is_succeeded() throws Exception {
        String url = OnPostgres.create().store();
        Storages.migrate(url);
        haveMishaps(url);
    }

    /**
     * One process after the other has its mishap, and a sound one succeeds it; by default at every seventh step. Those that
     * come back go on until the next one has had its mishap.
     */
    private void haveMishaps(String url) throws Exception {
        List<Mishap> mishaps = Mishap.all();
        int first = random.nextInt(STEPS);
        int all = 0;
        try (Storage storage = Storages.open(url)) {
            workers.add(start(url, false));
            for (int number = first; number < mishaps.size(); number += STEPS) {
                ChildProcess worker = start(url, false, mishaps.get(number));
                workers.add(worker);
                all += submitUntil(worker, mishaps.get(number), storage);
                if (workers.size() > 2) {
                    workers.remove(1).close();
                }
            }
            holds(storage, all);
        }
    }

    /** Submits until it has happened, and is over; how many. */
    private int submitUntil(ChildProcess worker, Mishap mishap, Storage storage) throws Exception {
        CompletableFuture<Void> over = CompletableFuture.runAsync(() -> happened(worker, mishap));
        int submitted = 0;
        while (!over.isDone()) {
            assertThat(submitted).as("%s does not happen", mishap).isLessThan(20_000);
            submit(storage, 100);
            submitted += 100;
            Thread.currentThread().join(200);
        }
        over.join();
        return submitted;
    }

    private static void happened(ChildProcess worker, Mishap mishap) {
        try {
            if (mishap.stops()) {
                assertThat(worker.output().readLine()).isEqualTo("stopping");
                // Until the others have taken over, and a little longer.
                Thread.currentThread().join(3_000);
                worker.resume();
            } else {
                assertThat(worker.process().waitFor()).as("%s", mishap).isEqualTo(Mishap.CODE);
            }
        } catch (Exception e) {
            throw new IllegalStateException(mishap.toString(), e);
        }
    }

    private void killAndStop(String url) throws Exception {
        try (Storage storage = Storages.open(url)) {
            submit(storage, OPERATIONS);
            int all = OPERATIONS;
            for (int i = 0; i < WORKERS; i++) {
                workers.add(start(url, false));
            }
            for (int round = 0; round < ROUNDS; round++) {
                long before = succeeded(storage);
                int so = all;
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> succeeded(storage) > before + 50 || succeeded(storage) == so);
                int victim = random.nextInt(WORKERS);
                workers.get(victim).kill();
                workers.set(victim, start(url, false));
                ChildProcess stopped = workers.get((victim + 1) % WORKERS);
                // One that has stopped in a transaction of SQLite's keeps everybody from writing.
                submit(storage, 200);
                all += 200;
                stopped.pause();
                // Until the others have taken over, and a little longer.
                Thread.currentThread().join(3_000 + random.nextInt(500));
                stopped.resume();
            }
            holds(storage, all);
        }
    }

    private ChildProcess start(String url, boolean sudden) throws IOException {
        return start(url, sudden, Mishap.NONE);
    }

    private ChildProcess start(String url, boolean sudden, Mishap mishap) throws IOException {
        ChildProcess worker =
                ChildProcess.run(OperatingProcess.class, url, folder.resolve("seen-" + ++started), sudden, mishap);
        if (!sudden && mishap.equals(Mishap.NONE)) {
            assertThat(worker.output().readLine()).isEqualTo("ready");
        }
        return worker;
    }

    private void submit(Storage storage, int count) {
        for (int i = 0; i < count; i += 100) {
            storage.atomically(tx -> {
                for (int j = 0; j < 100; j++) {
                    tx.operations()
                            .submit(
                                    TYPES.get(random.nextInt(TYPES.size())),
                                    Payload.of("{\"amount\":20000}"),
                                    random.nextInt(3) == 0
                                            ? Options.DEFAULT
                                            : Options.DEFAULT.withKey("loan-" + random.nextInt(200)));
                }
                return true;
            });
        }
    }

    private static long succeeded(Storage storage) {
        return storage.operations().counts(Set.of(OperationState.SUCCEEDED)).stream()
                .mapToLong(Count::operations)
                .sum();
    }

    private void holds(Storage storage, int all) throws IOException {
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> succeeded(storage) == all);
        List<Execution> executions = executions();
        Map<Long, Map<Integer, Attempt>> attempts = attempts(storage);
        assertThat(attempts).hasSize(all);
        Map<Long, Map<Integer, Integer>> witnessed = new HashMap<>();
        executions.forEach(
                one -> witnessed.computeIfAbsent(one.id, id -> new HashMap<>()).merge(one.attempt, 1, Integer::sum));
        attempts.forEach((id, of) -> {
            assertThat(of.keySet())
                    .as("audit of %s", id)
                    .containsAll(witnessed.get(id).keySet());
            of.forEach((number, attempt) -> {
                int times = witnessed.get(id).getOrDefault(number, 0);
                boolean abandoned = attempt.outcome().orElseThrow() == Outcome.ABANDONED;
                assertThat(times).as("%s, %s", id, attempt).isBetween(abandoned ? 0 : 1, 1);
            });
            assertThat(of.values().stream().filter(attempt -> attempt.outcome().orElseThrow() == Outcome.SUCCEEDED))
                    .as("done once: %s", of)
                    .hasSize(1);
            assertThat(of.values())
                    .allSatisfy(attempt ->
                            assertThat(attempt.outcome()).isNotEqualTo(java.util.Optional.of(Outcome.FAILED)));
        });
        inOrder(executions, attempts);
        System.out.printf("%d operations, %d executions, %d processes%n", all, executions.size(), started);
    }

    /** Of a key in the order of ids, but for those that were thought dead and came back. */
    private static void inOrder(List<Execution> executions, Map<Long, Map<Integer, Attempt>> attempts) {
        Map<String, Long> reached = new HashMap<>();
        for (Execution one : executions) {
            boolean abandoned = attempts.get(one.id).get(one.attempt).outcome().orElseThrow() == Outcome.ABANDONED;
            if (!one.key.equals("-") && !abandoned) {
                assertThat(one.id).as("of %s", one.key).isGreaterThanOrEqualTo(reached.getOrDefault(one.key, 0L));
                reached.put(one.key, one.id);
            }
        }
    }

    private static Map<Long, Map<Integer, Attempt>> attempts(Storage storage) {
        Map<Long, Map<Integer, Attempt>> all = new HashMap<>();
        List<Operation> page = storage.operations().list(Filter.ALL, 1_000);
        while (!page.isEmpty()) {
            for (Operation one : page) {
                OperationHistory history = storage.operations().find(one.id()).orElseThrow();
                Map<Integer, Attempt> of = new HashMap<>();
                history.attempts().forEach(attempt -> of.put(attempt.number(), attempt));
                all.put(one.id(), of);
            }
            page = storage.operations()
                    .list(Filter.ALL.after(page.get(page.size() - 1).id()), 1_000);
        }
        return all;
    }

    private List<Execution> executions() throws IOException {
        List<Execution> all = new ArrayList<>();
        for (int i = 1; i <= started; i++) {
            Path file = folder.resolve("seen-" + i);
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .map(line -> line.split(" "))
                        .filter(parts -> parts.length == 4)
                        .map(parts -> new Execution(
                                Long.parseLong(parts[0]),
                                Long.parseLong(parts[1]),
                                Integer.parseInt(parts[2]),
                                parts[3]))
                        .forEach(all::add);
            }
        }
        all.sort((one, other) -> Long.compare(one.nanos, other.nanos));
        return all;
    }

    /** What the witness has seen. */
    private record Execution(long nanos, long id, int attempt, String key) {}
}
