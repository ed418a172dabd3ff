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
}
