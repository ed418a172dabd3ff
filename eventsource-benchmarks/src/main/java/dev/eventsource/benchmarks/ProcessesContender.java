// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.util.List;
import org.HdrHistogram.Histogram;

/** A way of appending to PostgreSQL, in several processes at once and a fresh schema. */
record ProcessesContender(Way way, Address address, List<Child> processes) implements Contender {

    @Override
    public String name() {
        return way.toString();
    }

    @Override
    public Result run(Workload workload) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address)) {
            way.prepare(schema, workload);
            for (int i = 0; i < processes.size(); i++) {
                processes.get(i).tell(Order.of(way, schema, i, workload).line());
            }
            for (Child process : processes) {
                process.answer();
            }
            return together();
        }
    }

    /** As long as the last one took. */
    private Result together() throws Exception {
        Cpu cpu = Cpu.start();
        processes.forEach(process -> process.tell("go"));
        double seconds = 0;
        Histogram latency = new Histogram(3);
        for (Child process : processes) {
            Result result = WriterProcess.decode(process.answer());
            seconds = Math.max(seconds, result.seconds());
            latency.add(result.latency());
        }
        return new Result(latency.getTotalCount(), seconds, latency, cpu.stop());
    }
}
