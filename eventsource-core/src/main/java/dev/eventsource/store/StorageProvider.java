// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

/** How a backend is found by URL: implement it and name it in {@code META-INF/services}. */
public interface StorageProvider {

    /** What its URLs begin with, like {@code jdbc:sqlite:}. */
    String scheme();

    /**
     * Opens the storage.
     *
     * @param url begins with {@link #scheme()}
     * @throws IllegalArgumentException if the rest of the URL makes no sense
     * @throws StorageException if it cannot be opened
     */
    Storage open(String url);

    /**
     * Creates or updates what the storage needs to be opened, as its owner. Backends that create what they need when they
     * open have nothing to do.
     *
     * @param url begins with {@link #scheme()}
     * @return what was done, in words for a person
     * @throws IllegalArgumentException if the rest of the URL makes no sense
     * @throws StorageException if that is not possible
     */
    default String migrate(String url) {
        return "nothing to do, what is needed is created when it is opened";
    }
}
