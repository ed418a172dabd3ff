// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** A way of appending to PostgreSQL, in tables that are there. */
enum Way {

    /** One INSERT and one round trip an append, each its own transaction, without any check: what the server can do. */
    BARE_INSERT("bare INSERT"),

    /** One COPY an append, likewise. */
    COPY("COPY"),

    /**
     * One INSERT that checks the version, and the transaction's number in the row, by which a reader would stay behind
     * the oldest transaction that is still open.
     */
    XID8("INSERT with version check, xid8"),

    STORAGE("PostgresStorage");

    private final String label;

    Way(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }

    /** Makes in the fresh schema what this way needs beside the library's tables. */
    void prepare(FreshSchema schema, Workload workload) throws SQLException {
        if (this != STORAGE) {
            ByHandTables.prepare(schema, workload);
        }
        if (this == XID8) {
            ByHandTables.addTransaction(schema);
        }
        schema.settle();
    }

    /** @param workload the whole, of which this process may write a part */
    Writing open(FreshSchema schema, Workload workload, int writers) {
        if (this == STORAGE) {
            PostgresStore store = PostgresStore.open(schema, writers + 3);
            return new Writing(
                    writer -> append -> store.storage()
                            .events()
                            .append(workload.appendsByWriter().get(writer).get(append)),
                    store::close);
        }
        List<List<Planned>> plan = Planned.of(workload);
        return new Writing(writer -> byHand(connect(schema), workload.shape(), plan.get(writer)), () -> {});
    }

    private Writers.Session byHand(Connection connection, Shape shape, List<Planned> appends) throws SQLException {
        return switch (this) {
            case BARE_INSERT -> new BareInsert(connection, shape, appends);
            case COPY -> new CopyRows(connection, appends);
            case XID8 -> new CheckedInsert(connection, shape, appends);
            case STORAGE -> throw new IllegalStateException("By the library, not by hand");
        };
    }

    /** The tables are empty when statements are planned; so the planner is kept to the indexes. */
    static Connection connect(FreshSchema schema) throws SQLException {
        PGSimpleDataSource source = schema.address().dataSource();
        source.setCurrentSchema(schema.name());
        source.setOptions("-c enable_seqscan=off");
        return source.getConnection();
    }

    /** What the writers of one process write with. */
    record Writing(Writers.Opener writers, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }
}
