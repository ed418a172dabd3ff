// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.store.Storage;

/** Cycles by the library on a storage of any kind. */
record StorageCycles(String storage, StorageContender.Opener opener, Cycling cycling) implements Contender {

    @Override
    public String name() {
        return storage + ", " + cycling;
    }

    @Override
    public Result run(Workload workload) throws Exception {
        try (Storage opened = opener.open()) {
            LoanFiles.begin(opened.events(), workload);
            return Writers.all(workload).run(cycling.on(opened, workload));
        }
    }
}
