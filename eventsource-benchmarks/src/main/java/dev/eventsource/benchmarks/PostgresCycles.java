// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.StreamId;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cycles on PostgreSQL, on streams that the library has begun.
 *
 * @param cycling null for two statements by hand
 */
record PostgresCycles(Address address, @Nullable Cycling cycling) implements Contender {

    @Override
    public String name() {
        return cycling == null ? "bare SELECT and INSERT" : "PostgresStorage, " + cycling;
    }

    @Override
    public Result run(Workload workload) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address);
                PostgresStore store =
                        PostgresStore.open(schema, workload.shape().writers() + 3)) {
            LoanFiles.begin(store.storage().events(), workload);
            schema.settle();
            Writers writers = Writers.all(workload);
            return cycling == null
                    ? writers.run(
                            byHand(schema, workload, store.storage().events().head()))
                    : writers.run(cycling.on(store.storage(), workload));
        }
    }

    private static Writers.Opener byHand(FreshSchema schema, Workload workload, long head) throws Exception {
        schema.address().execute("create sequence " + schema.name() + ".es_position start " + (head + 1));
        List<List<Planned>> plan;
        try (Connection connection = Way.connect(schema)) {
            Map<StreamId, Long> streams = HandCycle.streams(connection);
            plan = Planned.of(workload, streams);
        }
        return writer -> HandCycle.open(Way.connect(schema), plan.get(writer));
    }
}
