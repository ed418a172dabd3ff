// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.Append;
import dev.eventsource.sqlite.SqliteStorage.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.HdrHistogram.Histogram;

/**
 * Combined transactions as one would write them by hand: as many threads as writers, each waiting until its append is
 * committed, and one more that takes what waits in a queue, inserts it without any check and commits once for all.
 */
record SqliteByHandCombined(String name, Durability durability, Folder folder) implements Contender {

    @Override
    public Result run(Workload workload) throws Exception {
        BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(workload.shape().writers() + 1);
        try (SqliteRows rows = SqliteRows.open(folder.newFile(), durability)) {
            Future<?> committer = threads.submit(() -> commitAll(queue, rows, workload.appends()));
            long begin = System.nanoTime();
            List<Future<Histogram>> writers = new ArrayList<>();
            for (List<Append> appends : workload.appendsByWriter()) {
                writers.add(threads.submit(() -> write(queue, appends)));
            }
            Histogram latency = new Histogram(3);
            for (Future<Histogram> writer : writers) {
                latency.add(writer.get());
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            committer.get();
            return new Result(workload.appends(), seconds, latency, Cpu.Used.UNKNOWN);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Histogram write(BlockingQueue<Waiting> queue, List<Append> appends) {
        Histogram latency = new Histogram(3);
        for (Append append : appends) {
            long begin = System.nanoTime();
            Waiting waiting = new Waiting(append, new CompletableFuture<>());
            queue.add(waiting);
            waiting.done.join();
            latency.recordValue(System.nanoTime() - begin);
        }
        return latency;
    }

    private static int commitAll(BlockingQueue<Waiting> queue, SqliteRows rows, int appends) throws Exception {
        List<Waiting> batch = new ArrayList<>();
        for (int done = 0; done < appends; done += batch.size()) {
            batch.clear();
            batch.add(queue.take());
            queue.drainTo(batch);
            for (Waiting waiting : batch) {
                rows.insert(waiting.append);
            }
            rows.commit();
            batch.forEach(waiting -> waiting.done.complete(true));
        }
        return appends;
    }

    private record Waiting(Append append, CompletableFuture<Boolean> done) {}
}
