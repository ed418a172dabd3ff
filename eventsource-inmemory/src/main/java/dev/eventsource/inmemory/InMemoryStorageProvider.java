// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageProvider;

/** Opens {@code memory:}, a new and empty storage every time. */
public final class InMemoryStorageProvider implements StorageProvider {

    @Override
    public String scheme() {
        return "memory:";
    }

    @Override
    public Storage open(String url) {
        if (!url.equals(scheme())) {
            throw new IllegalArgumentException(
                    "'" + url + "' says more than a storage in memory can be told; write memory:");
        }
        return new InMemoryStorage();
    }
}
