// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * What one of several processes shall write, as one line.
 *
 * @param process which one of those of the shape, from 0
 * @param appends of all processes while the clock runs
 * @param warmUp of each writer
 * @param limitMillis after which no writer begins another append
 */
record Order(Way way, String schema, int process, Shape shape, int appends, int warmUp, long limitMillis) {

    static Order of(Way way, FreshSchema schema, int process, Workload workload) {
        return new Order(
                way,
                schema.name(),
                process,
                workload.shape(),
                workload.appends(),
                workload.warmUp(),
                workload.limit().toMillis());
    }

    String line() {
        return String.join(
                " ",
                way.name(),
                schema,
                "" + process,
                "" + shape.processes(),
                "" + shape.writers(),
                "" + shape.eventsPerAppend(),
                "" + appends,
                "" + warmUp,
                "" + limitMillis);
    }

    static Order parse(String line) {
        List<String> words = List.of(line.split(" ", -1));
        List<Integer> numbers =
                words.subList(2, words.size()).stream().map(Integer::valueOf).toList();
        Shape shape = Shape.of(numbers.get(2), numbers.get(3)).inProcesses(numbers.get(1));
        return new Order(
                Way.valueOf(words.get(0)),
                words.get(1),
                numbers.get(0),
                shape,
                numbers.get(4),
                numbers.get(5),
                numbers.get(6));
    }

    /** The same streams and versions in every process. */
    Workload workload() {
        return Workload.of(shape, appends, warmUp).within(Duration.ofMillis(limitMillis));
    }
}
