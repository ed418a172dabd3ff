// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.store.Storage;
import dev.eventsource.tck.StorageContract;
import java.time.Duration;

/** The contract on a damaged storage; run by {@link SabotageTest}, never by itself. */
class SabotagedContract extends StorageContract {

    static Sabotage sabotage = Sabotage.IGNORES_CONDITIONS;

    @Override
    protected Storage open() {
        return sabotage.open();
    }

    @Override
    protected Duration patience() {
        return Duration.ofMillis(300);
    }
}
