// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.benchmarks.Way.Writing;

/**
 * A way of appending to PostgreSQL, in one process and a fresh schema.
 *
 * @param near where the tables are made
 * @param used by the writers
 */
record PostgresContender(Way way, Address near, Address used) implements Contender {

    @Override
    public String name() {
        return way.toString();
    }

    @Override
    public Result run(Workload workload) throws Exception {
        try (FreshSchema schema = FreshSchema.in(near)) {
            way.prepare(schema, workload);
            try (Writing writing =
                    way.open(schema.at(used), workload, workload.shape().writers())) {
                return Writers.all(workload).run(writing.writers());
            }
        }
    }
}
