package dev.eventsource.store;

/**
 * Which version of its tables a storage works with: ask for it by {@link Storage#unwrap}. Storages without tables have
 * none.
 */
public record SchemaVersion(int number) {}
