// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.Append;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * Appends as applications do: one to five events to each of one to three streams, most of them alone, some in
 * transactions with rows and pauses of their own, and some of those rolled back.
 */
final class RandomWriter {

    private final Random random = new Random();
    private final PostgresStorage storage;
    private final int joinedPercent;
    private UUID attempted = new UUID(0, 0);

    RandomWriter(PostgresStorage storage, int joinedPercent) {
        this.storage = storage;
        this.joinedPercent = joinedPercent;
    }

    /** First position, last position and id of an append that was acknowledged; empty if it was rolled back. */
    Optional<String> append() throws Exception {
        UUID id = UUID.randomUUID();
        attempted = id;
        Append append = randomAppend(id);
        boolean joined = random.nextInt(100) < joinedPercent;
        boolean rolledBack = joinedPercent > 0 && random.nextInt(100) < 5;
        if (!joined && !rolledBack) {
            return Optional.of(line(storage.events().append(append), id));
        }
        try {
            return Optional.of(line(joined(append, rolledBack), id));
        } catch (RolledBack e) {
            return Optional.empty();
        }
    }

    /** The id of the last append, whatever became of it. */
    UUID attempted() {
        return attempted;
    }

    private AppendResult joined(Append append, boolean rolledBack) throws Exception {
        return storage.<AppendResult, Exception>atomically((inside, connection) -> {
            AppendResult result = inside.events().append(append);
            try (Statement pause = connection.createStatement()) {
                pause.execute("select pg_sleep(" + random.nextDouble() / 100 + ")");
            }
            if (rolledBack) {
                throw new RolledBack();
            }
            return result;
        });
    }

    private Append randomAppend(UUID id) {
        int streams = 1 + random.nextInt(3);
        List<Integer> sizes = random.ints(streams, 1, 6).boxed().toList();
        int all = sizes.stream().mapToInt(size -> size).sum();
        int loan = random.nextInt(20);
        List<Append.Write> writes = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            StreamId stream = StreamId.of("part" + i, "loan-" + loan);
            writes.add(new Append.Write(stream, ExpectedVersion.any(), Loans.changes(id, sizes.get(i), all)));
        }
        return new Append(writes, List.of());
    }

    private static String line(AppendResult result, UUID id) {
        return result.firstPosition() + " " + result.lastPosition() + " " + id;
    }

    private static final class RolledBack extends Exception {

        private static final long serialVersionUID = 1;
    }
}
