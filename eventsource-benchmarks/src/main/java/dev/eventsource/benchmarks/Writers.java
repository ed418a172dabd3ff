// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.benchmarks.Contender.Result;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * Threads that append at the same time, one a writer. First all of them make their appends to warm up; then the clock
 * starts.
 *
 * @param first of the writers of the workload
 * @param count of writers
 * @param gate to pass before the clock starts
 */
record Writers(Workload workload, int first, int count, Gate gate) {

    static Writers all(Workload workload) {
        return new Writers(workload, 0, workload.shape().writers(), () -> {});
    }

    Result run(Opener opener) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        ConcurrentLinkedQueue<Session> opened = new ConcurrentLinkedQueue<>();
        try {
            List<Future<Session>> warm = new ArrayList<>();
            for (int writer = first; writer < first + count; writer++) {
                int number = writer;
                warm.add(threads.submit(() -> {
                    Session session = opener.open(number);
                    opened.add(session);
                    for (int append = 0; append < workload.warmUp(); append++) {
                        session.append(append);
                    }
                    return session;
                }));
            }
            List<Session> sessions = all(warm);
            gate.pass();
            return measured(threads, sessions);
        } finally {
            threads.shutdownNow();
            for (Session session : opened) {
                session.close();
            }
        }
    }

    private Result measured(ExecutorService threads, List<Session> sessions) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Histogram>> writers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Session session = sessions.get(i);
            int appends = workload.appendsByWriter().get(first + i).size();
            writers.add(threads.submit(() -> {
                start.await();
                return append(session, appends);
            }));
        }
        Cpu cpu = Cpu.start();
        long begin = System.nanoTime();
        start.countDown();
        Histogram latency = new Histogram(3);
        for (Histogram writer : all(writers)) {
            latency.add(writer);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Result(latency.getTotalCount(), seconds, latency, cpu.stop());
    }

    private Histogram append(Session session, int appends) throws Exception {
        Histogram latency = new Histogram(3);
        long deadline = System.nanoTime() + workload.limit().toNanos();
        long begin = System.nanoTime();
        for (int append = workload.warmUp(); append < appends && begin - deadline < 0; append++) {
            session.append(append);
            long end = System.nanoTime();
            latency.recordValue(end - begin);
            begin = end;
        }
        return latency;
    }

    private static <T> List<T> all(List<Future<T>> futures) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    /** Makes what a writer needs, its connection for instance. */
    interface Opener {
        Session open(int writer) throws Exception;
    }

    /** What one writer writes with. */
    interface Session extends AutoCloseable {

        /** The writer's append of this number. */
        void append(int number) throws Exception;

        @Override
        default void close() throws SQLException {}
    }

    /** Where to wait for others. */
    interface Gate {
        void pass() throws Exception;
    }
}
