package dev.eventsource.postgres;

import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageProvider;

/** Opens {@code jdbc:postgresql:} URLs. */
public final class PostgresStorageProvider implements StorageProvider {

    @Override
    public String scheme() {
        return "jdbc:postgresql:";
    }

    @Override
    public Storage open(String url) {
        throw new UnsupportedOperationException();
    }
}
