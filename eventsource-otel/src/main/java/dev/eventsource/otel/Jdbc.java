// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.store.Storage;

/** Storages on JDBC, if there can be any: the module that they come from may be missing. */
final class Jdbc {

    private static final boolean PRESENT = isPresent();

    private Jdbc() {}

    static boolean wraps(Storage storage) {
        return PRESENT && Present.isOne(storage);
    }

    static Storage wrap(Storage storage, Database database) {
        return Present.wrap(storage, database);
    }

    private static boolean isPresent() {
        try {
            Class.forName("dev.eventsource.jdbc.JdbcStorage", false, Jdbc.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Loaded only where the module is. */
    private static final class Present {

        static boolean isOne(Storage storage) {
            return storage instanceof JdbcStorage;
        }

        static Storage wrap(Storage storage, Database database) {
            return new TracedJdbcStorage((JdbcStorage) storage, database);
        }
    }
}
