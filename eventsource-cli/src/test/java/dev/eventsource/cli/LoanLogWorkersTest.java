// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.EventQuery;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four processes on 8 partitions over the bank's loan events, killed and stopped for longer than their lease: in the end
 * the outcomes are those of a fold of the whole log, and no stream's order was ever broken.
 *
 * <p>By default over the first {@code eventsource.loans} loans; 0 means all 13,087 of them, with 262,200 events.
 */
@Timeout(900)
class LoanLogWorkersTest {

    private static final int WORKERS = 4;
    private static final int LOANS = Integer.getInteger("eventsource.loans", 500);

    @TempDir
    Path folder;

    private final long seed =
            Long.getLong("eventsource.seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);
    private final List<ChildProcess> workers = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    private int started;
    private int killed;

    @BeforeEach
    void name_the_seed() {
        System.out.println("-Deventsource.seed=" + seed);
    }

    @AfterEach
    void end() {
        workers.forEach(ChildProcess::close);
    }

    @Test
    void killed_and_stopped_workers_on_sqlite_tell_what_became_of_the_bank_s_loans() throws Exception {
        tell("jdbc:sqlite:" + folder.resolve("events.db"));
    }

    @Test
    void killed_and_stopped_workers_on_postgresql_tell_what_became_of_the_bank_s_loans() throws Exception {
        Path log = BankLog.whole();
        assertThat(log).exists();
        String url = OnPostgres.create().store();
        Storages.migrate(url);
        tell(url);
    }

    private void tell(String url) throws Exception {
        Path log = BankLog.first(LOANS, folder);
        long begin = System.nanoTime();
        try (Storage storage = Storages.open(url)) {
            for (int i = 0; i < WORKERS; i++) {
                workers.add(start(url));
                numbers.add(started);
            }
            DeliveredLines lines = new DeliveredLines();
            CompletableFuture<Run> imported =
                    CompletableFuture.supplyAsync(() -> Run.of("import", log.toString(), "--store", url));
            while (!imported.isDone() || !isDone(storage, lines)) {
                killAndStop(url, storage, lines);
            }
            assertThat(imported.join().code()).as(imported.join().err()).isZero();
            long done = System.nanoTime();
            workers.forEach(ChildProcess::close);
            outcomesAreRight(storage);
            for (int i = 1; i <= started; i++) {
                lines.readFrom(seen(i), i);
            }
            String figures = lines.check(storage.events().head());
            System.out.printf(
                    "%s: %s, %d processes killed and %d stopped, %d s%n",
                    url.substring(0, url.indexOf(':', 5)),
                    figures,
                    killed,
                    lines.stops(),
                    (done - begin) / 1_000_000_000);
            assertThat(killed).isPositive();
        }
    }

    /** One is killed and replaced, another one stopped until others have taken over, and a little longer. */
    private void killAndStop(String url, Storage storage, DeliveredLines lines) throws Exception {
        long enough = position(storage) + random.nextInt(LOANS == 0 ? 5_000 : 3_000);
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofMinutes(2))
                .until(() -> isDone(storage, lines) || position(storage) > enough);
        int victim = random.nextInt(WORKERS);
        workers.get(victim).kill();
        killed++;
        workers.set(victim, start(url));
        numbers.set(victim, started);
        int other = (victim + 1 + random.nextInt(WORKERS - 1)) % WORKERS;
        workers.get(other).pause();
        lines.stopped(numbers.get(other));
        long end = System.nanoTime()
                + LoanWorker.LEASE.toNanos()
                + Duration.ofMillis(300 + random.nextInt(700)).toNanos();
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            isDone(storage, lines);
            return System.nanoTime() > end;
        });
        workers.get(other).resume();
    }

    private ChildProcess start(String url) throws IOException {
        ChildProcess worker = ChildProcess.run(LoanWorker.class, url, seen(++started));
        assertThat(worker.output().readLine()).isEqualTo("ready");
        return worker;
    }

    private Path seen(int number) {
        return folder.resolve("seen-" + number);
    }

    private static long position(Storage storage) {
        return storage.checkpoints().all().stream()
                .mapToLong(SubscriptionState::position)
                .min()
                .orElse(0);
    }

    /** Remembers the checkpoints too that are seen on the way. */
    private static boolean isDone(Storage storage, DeliveredLines lines) {
        storage.checkpoints().find(SubscriptionId.of(LoanWorker.SEEN)).ifPresent(lines::checkpoints);
        return storage.checkpoints().all().size() == 2
                && position(storage) == storage.events().head();
    }

    private static void outcomesAreRight(Storage storage) {
        Map<String, LoanFold> loans = new HashMap<>();
        for (EventPage page = storage.events().readAll(EventQuery.all(), 0, 5_000);
                !page.events().isEmpty();
                page = storage.events().readAll(EventQuery.all(), page.through(), 5_000)) {
            page.events()
                    .forEach(event -> loans.compute(
                            event.stream().key(),
                            (loan, before) -> (before == null ? LoanFold.NOTHING : before).then(event)));
        }
        assertThat(storage.deadLetters().list(Filter.ALL, 10)).isEmpty();
        assertThat(storage.documents().count(LoanWorker.OUTCOMES, DocumentQuery.all()))
                .isEqualTo(loans.size());
        List<String> keys = List.copyOf(loans.keySet());
        for (int from = 0; from < keys.size(); from += 1_000) {
            List<String> some = keys.subList(from, Math.min(keys.size(), from + 1_000));
            Map<String, LoanFold> stored = storage.documents().many(LoanWorker.OUTCOMES, some).stream()
                    .collect(Collectors.toMap(
                            Document::key,
                            document -> LoanFold.parse(document.content().json())));
            some.forEach(loan -> assertThat(stored.get(loan)).as(loan).isEqualTo(loans.get(loan)));
        }
        if (LOANS == 0) {
            assertThat(loans.values().stream().collect(Collectors.groupingBy(LoanFold::outcome, Collectors.counting())))
                    .isEqualTo(Map.of("approved", 2246L, "declined", 7635L, "cancelled", 2807L, "open", 399L));
        }
    }
}
