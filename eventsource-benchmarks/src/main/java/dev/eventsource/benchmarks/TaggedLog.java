// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.Decisions;
import java.sql.SQLException;

/**
 * Decisions that rest on ten events with a tag, in a log of so many with other tags. The log is there before the first
 * run, and what runs append is found by no decision.
 */
record TaggedLog(FreshSchema schema, PostgresStore store, int events) implements Contender, AutoCloseable {

    /** So many files are decided on, whatever the size of the log. */
    private static final int FILES = 1_000;

    private static final int STEP = 617;

    static TaggedLog of(Address address, int events) throws SQLException {
        FreshSchema schema = FreshSchema.in(address);
        try {
            PostgresStore store = PostgresStore.open(schema, 4);
            LoanFiles.tagged(store.storage().events(), events);
            address.execute(
                    "vacuum analyze " + schema.name() + ".es_event", "vacuum analyze " + schema.name() + ".es_tag");
            schema.settle();
            return new TaggedLog(schema, store, events);
        } catch (SQLException | RuntimeException e) {
            schema.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "Decisions over a tag, %,d events in the log".formatted(events);
    }

    @Override
    public Result run(Workload workload) throws Exception {
        Decisions<LoanFile.Note, LoanFile.State, LoanFile.LoanEvent> decisions = new Aggregates(
                        store.storage(), LoanFile.CODEC)
                .deciding("notes", LoanFile.LoanEvent.class, new LoanFile());
        int files = events / 10;
        int among = Math.min(FILES, files);
        return Writers.all(workload).run(writer -> number -> {
            int file = (int) ((long) number * STEP % among * (files / among));
            decisions.execute(new LoanFile.Note("" + file, "10863"));
        });
    }

    @Override
    public void close() throws SQLException {
        store.close();
        schema.close();
    }
}
