// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.servers.Database;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Appends from several threads, and prints a line for every append that was acknowledged.
 *
 * <p>Arguments: host, port, database, user, password, schema, threads, appends a thread, percentage of joined ones.
 */
final class WriterProcess {

    private WriterProcess() {}

    static Object[] arguments(Database database, String schema, int threads, int appends, int joinedPercent) {
        return new Object[] {
            database.host(),
            database.port(),
            database.name(),
            database.user(),
            database.password(),
            schema,
            threads,
            appends,
            joinedPercent
        };
    }

    public static void main(String[] arguments) throws Exception {
        Database database =
                new Database(arguments[0], Integer.parseInt(arguments[1]), arguments[2], arguments[3], arguments[4]);
        PostgresStorage.Options options = PostgresStorage.Options.DEFAULT.withSchema(arguments[5]);
        int appends = Integer.parseInt(arguments[7]);
        try (HikariDataSource pool = Pools.of(database, 10);
                PostgresStorage storage = new PostgresStorage(pool, options)) {
            List<Thread> threads = IntStream.range(0, Integer.parseInt(arguments[6]))
                    .mapToObj(i ->
                            new Thread(() -> write(new RandomWriter(storage, Integer.parseInt(arguments[8])), appends)))
                    .toList();
            System.out.println("ready");
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        System.out.println("done");
    }

    private static void write(RandomWriter writer, int appends) {
        try {
            for (int i = 0; i < appends; i++) {
                writer.append().ifPresent(System.out::println);
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }
}
