// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.Projections;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Storage;
import dev.eventsource.tck.EventLogContract;
import java.time.Clock;
import java.util.Optional;

/** A log with a projection inside its appends is a log like any other; the other stores do not notice. */
class InlineStorageContractTest extends EventLogContract {

    private static final ReadModel LAST = ReadModel.named("last").keeping("last");
    private static final Projection PROJECTION = Projection.of(
            LAST,
            EventQuery.all(),
            delivered -> delivered
                    .storage()
                    .documents()
                    .put(
                            LAST.collection("last"),
                            "event",
                            Payload.of("{\"position\":" + delivered.recorded().position() + "}"),
                            ExpectedVersion.any()));

    @Override
    protected Storage open() {
        return Projections.inline(new InMemoryStorage(), PROJECTION);
    }

    @Override
    protected Optional<Storage> open(Clock clock) {
        return Optional.of(Projections.inline(new InMemoryStorage(clock), PROJECTION));
    }
}
