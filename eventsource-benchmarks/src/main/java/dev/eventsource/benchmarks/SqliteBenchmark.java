// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.sqlite.SqliteStorage.Durability;
import java.io.PrintStream;
import java.util.List;

/** SQLite and memory, beside the same work by hand. */
record SqliteBenchmark(Arguments asked, PrintStream out) {

    private static final int BIG_TRANSACTION = 1000;

    void run() throws Exception {
        out.println(
                "By hand means: the same rows into the same tables by plain JDBC, without any check. Latency is of an append,"
                        + " for the one thread of a whole transaction.");
        int appends = asked.appendsOr(asked.quick() ? 5_000 : 40_000);
        try (Folder folder = Folder.create()) {
            for (Durability durability : Durability.values()) {
                appends(folder, durability, appends);
            }
            new SqliteReadBenchmark(asked.rounds(), out).run(folder, appends * 2);
        }
    }

    private void appends(Folder folder, Durability durability, int appends) throws Exception {
        AppendBenchmark benchmark = new AppendBenchmark(
                List.of(
                        new SqliteByHandCombined("by hand, combined by a thread", durability, folder),
                        new SqliteByHand(
                                "by hand, one thread, " + BIG_TRANSACTION + " appends a transaction",
                                durability,
                                BIG_TRANSACTION,
                                folder),
                        new StorageContender(
                                "SqliteStorage",
                                () -> new SqliteStorage(
                                        folder.newFile(), SqliteStorage.Options.DEFAULT.withDurability(durability))),
                        new StorageContender("InMemoryStorage", InMemoryStorage::new)),
                Effort.of(asked.rounds()),
                out);
        out.printf("%nSQLite, synchronous = %s%n", durability);
        benchmark.head();
        for (int events : new int[] {1, 10, 100}) {
            for (int writers : new int[] {1, 8, 32}) {
                benchmark.run(Workload.of(Shape.of(writers, events), count(appends, events), 0));
            }
        }
        benchmark.run(Workload.of(Shape.of(32, 1).onOneStream(), appends, 0));
    }

    /** Fewer appends where each has more events, so that runs take comparable times. */
    private static int count(int appends, int events) {
        return switch (events) {
            case 1 -> appends;
            case 10 -> appends / 4;
            default -> appends / 25;
        };
    }
}
