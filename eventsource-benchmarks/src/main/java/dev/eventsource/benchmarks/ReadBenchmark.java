package dev.eventsource.benchmarks;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.sqlite.SqliteStorage.Durability;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Reading the whole log in pages, beside the same select by plain JDBC that looks at every column and keeps nothing. */
final class ReadBenchmark {

    private static final int PAGE = 1000;

    private final int rounds;
    private final PrintStream out;

    ReadBenchmark(int rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    void run(Folder folder, int events) throws Exception {
        Path file = folder.newFile();
        Workload workload = Workload.of(1, 100, false, events / 100);
        try (Storage memory = new InMemoryStorage();
                Storage sqlite =
                        new SqliteStorage(file, SqliteStorage.Options.DEFAULT.withDurability(Durability.NORMAL));
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (Append append : workload.appendsByWriter().get(0)) {
                memory.events().append(append);
                sqlite.events().append(append);
            }
            List<Double> byHand = new ArrayList<>();
            List<Double> bySqlite = new ArrayList<>();
            List<Double> byMemory = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                boolean counted = round > 0;
                measure(counted, byHand, () -> select(connection));
                measure(counted, bySqlite, () -> readAll(sqlite.events()));
                measure(counted, byMemory, () -> readAll(memory.events()));
            }
            out.println();
            out.println("| full log in pages of " + PAGE + " | events/s | ratio to bare select |");
            out.println("| --- | ---: | ---: |");
            double reference = AppendBenchmark.median(byHand);
            row("SQLite, bare select by JDBC", byHand, reference);
            row("SQLite, readAll", bySqlite, reference);
            row("memory, readAll", byMemory, reference);
        }
    }

    private void row(String name, List<Double> rates, double reference) {
        double rate = AppendBenchmark.median(rates);
        out.printf("| %s | %,.0f | %.2f |%n", name, rate, rate / reference);
    }

    private static void measure(boolean counted, List<Double> rates, Callable<Long> reading) throws Exception {
        long begin = System.nanoTime();
        long events = reading.call();
        if (counted) {
            rates.add(events * 1e9 / (System.nanoTime() - begin));
        }
    }

    private static long readAll(EventStore store) {
        long events = 0;
        long position = 0;
        while (true) {
            EventPage page = store.readAll(EventQuery.all(), position, PAGE);
            events += page.events().size();
            position = page.through();
            if (page.end()) {
                return events;
            }
        }
    }

    private static long select(Connection connection) throws Exception {
        long events = 0;
        long position = 0;
        try (PreparedStatement page = connection.prepareStatement("""
                select e.position, c.tenant, c.category, s.key, e.version, e.recorded_at,
                       e.id, e.type, e.revision, e.occurred_at, e.payload, e.metadata, e.tags
                  from es_event e
                  join es_stream s on s.id = e.stream_id
                  join es_category c on c.id = s.category_id
                 where e.position > ?
                 order by e.position
                 limit ?""")) {
            while (true) {
                page.setLong(1, position);
                page.setInt(2, PAGE);
                long before = events;
                try (ResultSet row = page.executeQuery()) {
                    while (row.next()) {
                        position = row.getLong(1);
                        for (int column : new int[] {2, 3, 4, 8, 11, 12, 13}) {
                            row.getString(column);
                        }
                        for (int column : new int[] {5, 6, 9, 10}) {
                            row.getLong(column);
                        }
                        row.getBytes(7);
                        events++;
                    }
                }
                if (events == before) {
                    return events;
                }
            }
        }
    }
}
