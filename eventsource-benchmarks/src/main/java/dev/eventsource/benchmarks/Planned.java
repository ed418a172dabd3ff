// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An append of which everything is known before the clock starts: what a writer by hand need not ask the database.
 *
 * @param version of the stream before it
 * @param expected whether the version is also to be expected
 */
record Planned(long stream, long version, boolean expected, List<EventData> events) {

    /** For each writer of the workload, with numbers for the streams. */
    static List<List<Planned>> of(Workload workload) {
        return of(workload, streams(workload));
    }

    /** For each writer of the workload, with these numbers for the streams. */
    static List<List<Planned>> of(Workload workload, Map<StreamId, Long> streams) {
        int writers = workload.shape().writers();
        List<List<Planned>> plan = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            List<Planned> appends = new ArrayList<>();
            for (int i = 0; i < workload.appendsByWriter().get(writer).size(); i++) {
                Write write =
                        workload.appendsByWriter().get(writer).get(i).writes().get(0);
                boolean exact = write.expected() instanceof ExpectedVersion.Exactly;
                long version = write.expected() instanceof ExpectedVersion.Exactly exactly
                        ? exactly.version()
                        : ((long) i * writers + writer) * write.events().size();
                appends.add(new Planned(number(streams, write), version, exact, write.events()));
            }
            plan.add(appends);
        }
        return plan;
    }

    private static long number(Map<StreamId, Long> streams, Write write) {
        return streams.getOrDefault(write.stream(), 0L);
    }

    /** Those of the workload, numbered from 1. */
    static Map<StreamId, Long> streams(Workload workload) {
        Map<StreamId, Long> numbers = new LinkedHashMap<>();
        workload.appendsByWriter().stream()
                .flatMap(List::stream)
                .forEach(append -> numbers.putIfAbsent(append.writes().get(0).stream(), numbers.size() + 1L));
        return numbers;
    }
}
