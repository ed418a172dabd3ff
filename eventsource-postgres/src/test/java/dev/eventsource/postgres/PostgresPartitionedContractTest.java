// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.store.Storage;
import dev.eventsource.tck.EventLogContract;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ranges change nothing of what is promised, as long as none is archived. */
@ExtendWith(ReadingRangesAtLeast.class)
class PostgresPartitionedContractTest extends EventLogContract {

    private PostgresStorage.Options options = PostgresStorage.Options.DEFAULT;
    private long positionsPerRange;
    private int ahead;

    /** Ranges so small that most tests fill some; fewer for those that append little, or ask a lot. */
    @BeforeEach
    void choose_the_size_of_ranges(TestInfo test) {
        String tests = test.getTestClass().orElseThrow().getSimpleName();
        String name = test.getTestMethod().orElseThrow().getName();
        positionsPerRange = name.matches(".*(bounded_stretch|many_events|long_stream).*")
                ? 7_000
                : switch (tests) {
                    case "Large" -> 7_000;
                    case "Paging", "Reading", "Conditions" -> 9;
                    case "Querying" -> 50;
                    case "Modelled", "Batches" -> 600;
                    default -> 150;
                };
        ahead = tests.equals("HostileInput") ? 1 : 12;
    }

    @Override
    protected Storage open() {
        return open(Clock.systemUTC()).orElseThrow();
    }

    @Override
    protected Optional<Storage> open(Clock clock) {
        options = Databases.newSchema(positionsPerRange, ahead);
        return Optional.of(new PostgresStorage(Databases.pool(), options, clock));
    }

    @Override
    protected Optional<Storage> openAgain() {
        return Optional.of(new PostgresStorage(Databases.pool(), options));
    }

    @Override
    protected Optional<String> ownTable() {
        return Optional.of(Databases.newTable());
    }
}
