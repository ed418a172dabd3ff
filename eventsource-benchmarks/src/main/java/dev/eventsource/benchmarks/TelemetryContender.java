// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import io.opentelemetry.context.Scope;

/** A storage that is looked at. */
record TelemetryContender(String name, Telemetry.Looking looking, StorageContender.Opener opener) implements Contender {

    @Override
    @SuppressWarnings("try") // The scope is there to be closed.
    public Result run(Workload workload) throws Exception {
        try (Storage storage = looking.at(opener.open())) {
            EventStore events = storage.events();
            return Writers.all(workload).run(writer -> append -> {
                try (Scope scope = looking.enter()) {
                    events.append(workload.appendsByWriter().get(writer).get(append));
                }
            });
        }
    }
}
