// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.Append;
import dev.eventsource.sqlite.SqliteStorage.Durability;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The limit: the same rows into the same tables by plain JDBC and one thread that nobody waits for, without any check: no
 * expected version, no retry, no queue.
 */
record SqliteByHand(String name, Durability durability, int appendsPerTransaction, Folder folder) implements Contender {

    @Override
    public Result run(Workload workload) throws Exception {
        List<Append> appends = interleaved(workload);
        Histogram latency = new Histogram(3);
        try (SqliteRows rows = SqliteRows.open(folder.newFile(), durability)) {
            long begin = System.nanoTime();
            for (int i = 0; i < appends.size(); i += appendsPerTransaction) {
                long started = System.nanoTime();
                for (Append append : appends.subList(i, Math.min(i + appendsPerTransaction, appends.size()))) {
                    rows.insert(append);
                }
                rows.commit();
                latency.recordValue(System.nanoTime() - started);
            }
            return new Result(workload.appends(), (System.nanoTime() - begin) / 1e9, latency, Cpu.Used.UNKNOWN);
        }
    }

    /** As they would arrive: one of each writer in turn. */
    private static List<Append> interleaved(Workload workload) {
        List<List<Append>> writers = workload.appendsByWriter();
        List<Append> all = new ArrayList<>();
        for (int i = 0; i < writers.get(0).size(); i++) {
            for (List<Append> writer : writers) {
                all.add(writer.get(i));
            }
        }
        return all;
    }
}
