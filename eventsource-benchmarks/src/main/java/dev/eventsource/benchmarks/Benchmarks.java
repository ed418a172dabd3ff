package dev.eventsource.benchmarks;

import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.sqlite.SqliteStorage.Durability;
import java.util.List;

/**
 * Prints tables of rates and ratios. Quote ratios: absolute figures depend on the machine and its neighbours.
 *
 * <p>Arguments: rounds (default 5), appends of one event a run (default 40000).
 */
public final class Benchmarks {

    private static final int BIG_TRANSACTION = 1000;

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int appends = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 40_000;
        System.out.printf(
                "Java %s, %d processors, medians of %d rounds after one to warm up%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors(), rounds);
        System.out.println(
                "By hand means: the same rows into the same tables by plain JDBC, without any check. Latency is of an append,"
                        + " for the one thread of a whole transaction.");
        try (Folder folder = Folder.create()) {
            for (Durability durability : Durability.values()) {
                appends(folder, durability, rounds, appends);
            }
            new ReadBenchmark(rounds, System.out).run(folder, appends * 2);
        }
    }

    private static void appends(Folder folder, Durability durability, int rounds, int appends) throws Exception {
        AppendBenchmark benchmark = new AppendBenchmark(
                List.of(
                        new SqliteByHand("by hand, a transaction of as many appends as writers", durability, 0, folder),
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
                rounds,
                System.out);
        System.out.printf("%nSQLite, synchronous = %s%n", durability);
        AppendBenchmark.head(System.out, "the first");
        for (int events : new int[] {1, 10, 100}) {
            for (int writers : new int[] {1, 8, 32}) {
                benchmark.run(writers, events, false, count(appends, events));
            }
        }
        benchmark.run(32, 1, true, appends);
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
