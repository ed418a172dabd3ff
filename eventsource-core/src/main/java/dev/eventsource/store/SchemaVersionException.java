// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

/** The tables are too old or too new for this library. The message names the database and what to do about it. */
public final class SchemaVersionException extends StorageException {

    private static final long serialVersionUID = 1;

    private final int tables;
    private final int library;

    /** @param message names the database and what to do about it */
    public SchemaVersionException(String message, SchemaVersion version) {
        super(message);
        this.tables = version.tables();
        this.library = version.library();
    }

    /** Which version the tables have, and which one this library wants. */
    public SchemaVersion version() {
        return new SchemaVersion(tables, library);
    }
}
