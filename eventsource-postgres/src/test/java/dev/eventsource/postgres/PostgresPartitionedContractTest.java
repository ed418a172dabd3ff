package dev.eventsource.postgres;

import dev.eventsource.store.Storage;
import dev.eventsource.tck.StorageContract;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** Ranges change nothing of what is promised, as long as none is archived. */
class PostgresPartitionedContractTest extends StorageContract {

    private PostgresStorage.Options options = PostgresStorage.Options.DEFAULT;
    private boolean large;

    @BeforeEach
    void see_how_many_events_there_will_be(TestInfo test) {
        large = test.getTestClass()
                .map(type -> type.getSimpleName().equals("Large"))
                .orElse(false);
    }

    @Override
    protected Storage open() {
        return open(Clock.systemUTC()).orElseThrow();
    }

    /** Ranges so small that most tests fill some. */
    @Override
    protected Optional<Storage> open(Clock clock) {
        options = large ? Databases.newSchema(20_000, 3) : Databases.newSchema(150, 12);
        return Optional.of(new PostgresStorage(Databases.pool(), options, clock));
    }

    @Override
    protected Optional<Storage> openAgain() {
        return Optional.of(new PostgresStorage(Databases.pool(), options));
    }
}
