package dev.eventsource.benchmarks;

import dev.eventsource.event.Append;
import dev.eventsource.store.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** A storage of this library, with one thread a writer. */
record StorageContender(String name, Opener opener) implements Contender {

    @Override
    public Result run(Workload workload) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workload.writers());
        try (Storage storage = opener.open()) {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Histogram>> writers = new ArrayList<>();
            for (List<Append> appends : workload.appendsByWriter()) {
                writers.add(threads.submit(() -> {
                    start.await();
                    return write(storage, appends);
                }));
            }
            long begin = System.nanoTime();
            start.countDown();
            Histogram latency = new Histogram(3);
            for (Future<Histogram> writer : writers) {
                latency.add(writer.get());
            }
            return new Result((System.nanoTime() - begin) / 1e9, latency);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Histogram write(Storage storage, List<Append> appends) {
        Histogram latency = new Histogram(3);
        for (Append append : appends) {
            long begin = System.nanoTime();
            storage.events().append(append);
            latency.recordValue(System.nanoTime() - begin);
        }
        return latency;
    }

    /** Opens an empty store. */
    interface Opener {
        Storage open() throws Exception;
    }
}
