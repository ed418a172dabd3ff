// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.Append;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.sqlite.SqliteStorage.Durability;
import dev.eventsource.store.Storage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Reading the whole log in pages, beside the same select by plain JDBC that looks at every column and keeps nothing. */
final class SqliteReadBenchmark {

    private final int rounds;
    private final PrintStream out;

    SqliteReadBenchmark(int rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    void run(Folder folder, int events) throws Exception {
        Path file = folder.newFile();
        Workload workload = Workload.of(Shape.of(1, 100), events / 100, 0);
        try (Storage memory = new InMemoryStorage();
                Storage sqlite =
                        new SqliteStorage(file, SqliteStorage.Options.DEFAULT.withDurability(Durability.NORMAL));
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (Append append : workload.appendsByWriter().get(0)) {
                memory.events().append(append);
                sqlite.events().append(append);
            }
            RateTable.ofReading()
                    .with("SQLite, bare select by JDBC", () -> select(connection))
                    .with("SQLite, readAll", sqlite.events())
                    .with("memory, readAll", memory.events())
                    .print(Effort.of(rounds), out);
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
                page.setInt(2, RateTable.PAGE);
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
