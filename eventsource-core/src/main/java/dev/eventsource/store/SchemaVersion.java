// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

/**
 * Which version its tables have, and which one a storage wants: ask for it by {@link Storage#unwrap}. Storages without
 * tables have none.
 *
 * @param tables as they are now; newer ones than wanted can be worked with, unless a {@link SchemaVersionException} says
 *     otherwise
 * @param library what this library brings tables to
 */
public record SchemaVersion(int tables, int library) {

    /** Are the tables what this library wants? */
    public boolean isWanted() {
        return tables == library;
    }

    /** Like {@code schema 3, library wants 3}. */
    @Override
    public String toString() {
        return "schema " + tables + ", library wants " + library;
    }
}
