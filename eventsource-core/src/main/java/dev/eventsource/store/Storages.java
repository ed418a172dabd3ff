// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Opens a storage by URL, for configuration files and the command line. In code, the backend's own constructor is the
 * first way.
 */
public final class Storages {

    /** What this library ships, so that a missing module can be named. */
    private static final Map<String, String> ARTIFACTS = new TreeMap<>(Map.of(
            "memory:", "eventsource-inmemory",
            "jdbc:sqlite:", "eventsource-sqlite",
            "jdbc:postgresql:", "eventsource-postgres"));

    private Storages() {}

    /**
     * Opens the storage, creating it if the backend does that when it opens.
     *
     * @param url {@code memory:}, {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST/DATABASE}, as far as the
     *     backend's module is on the class path
     * @throws IllegalArgumentException if no backend on the class path knows the URL; the message lists those that are
     *     known and names the artifact to add
     * @throws StorageException if the backend cannot open it
     */
    public static Storage open(String url) {
        return provider(url).open(url);
    }

    /**
     * Creates or updates the tables that the storage needs to be opened, where it does not do so itself: on PostgreSQL.
     *
     * @param url as for {@link #open}
     * @return what was done, in words for a person
     * @throws IllegalArgumentException as from {@link #open}
     * @throws StorageException if that is not possible
     */
    public static String migrate(String url) {
        return provider(url).migrate(url);
    }

    private static StorageProvider provider(String url) {
        Objects.requireNonNull(url, "The URL of the storage is null: is the variable set that it comes from?");
        List<StorageProvider> providers = ServiceLoader.load(StorageProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        for (StorageProvider provider : providers) {
            if (url.startsWith(provider.scheme())) {
                return provider;
            }
        }
        ARTIFACTS.forEach((scheme, artifact) -> {
            if (url.startsWith(scheme)) {
                throw new IllegalArgumentException("No storage for " + scheme
                        + " on the class path; add the artifact dev.eventsource:" + artifact);
            }
        });
        String known = providers.stream().map(StorageProvider::scheme).sorted().collect(Collectors.joining(", "));
        throw new IllegalArgumentException("No storage knows this URL; it must begin with one of: "
                + (known.isEmpty() ? String.join(", ", ARTIFACTS.keySet()) : known));
    }
}
