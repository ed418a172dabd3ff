// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.StorageProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Storages in memory that several commands share, by name: {@code shared:NAME}. One cannot be opened. */
public final class SharedMemory implements StorageProvider {

    static final String OUT_OF_REACH = "shared:out-of-reach";
    private static final Map<String, Storage> STORAGES = new ConcurrentHashMap<>();

    static Storage of(String url) {
        return STORAGES.computeIfAbsent(url, name -> new InMemoryStorage());
    }

    @Override
    public String scheme() {
        return "shared:";
    }

    @Override
    public Storage open(String url) {
        if (url.equals(OUT_OF_REACH)) {
            throw new StorageException("jdbc:postgresql://me:hunter2@host cannot be reached\n(password=hunter2)");
        }
        Storage storage = of(url);
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : answer(storage, method, arguments));
    }

    private static @Nullable Object answer(Storage storage, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(storage, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
