// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.store.Storage;

/** A storage of this library, with one thread a writer. */
record StorageContender(String name, Opener opener) implements Contender {

    @Override
    public Result run(Workload workload) throws Exception {
        try (Storage storage = opener.open()) {
            return Writers.all(workload)
                    .run(writer -> append -> storage.events()
                            .append(workload.appendsByWriter().get(writer).get(append)));
        }
    }

    /** Opens an empty store. */
    interface Opener {
        Storage open() throws Exception;
    }
}
