// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import java.util.regex.Pattern;

/**
 * A table in which an application puts what is to be published, in its own transactions.
 *
 * <p>Beside columns of the application it has these, which the relay writes; times are milliseconds since 1970 by the
 * database's clock:
 *
 * <pre>{@code
 * relay_attempts  integer not null default 0
 * relay_due       bigint                      -- not before this
 * relay_owner     text                        -- who publishes it now
 * relay_until     bigint                      -- and until when nobody else does
 * relay_published bigint
 * relay_failed    bigint                      -- given up: clear it to have it tried again
 * relay_error     text
 * }</pre>
 *
 * <p>An index on the key and the order, where {@code relay_published} and {@code relay_failed} are null, keeps claims fast.
 *
 * @param name of the table, with its schema if need be
 * @param order a column that is unique and grows: rows with the same key are published in this order
 * @param key a column with text: what must keep its order; a row where it is null or empty has no key, waits for no
 *     other and keeps back none
 */
public record OutboxTable(String name, String order, String key) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");

    public OutboxTable {
        check("name", name);
        check("order", order);
        check("key", key);
    }

    /** The statement with the names of this table in it. */
    String sql(String statement) {
        return statement.replace("{outbox}", name).replace("{order}", order).replace("{key}", key);
    }

    private static void check(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "OutboxTable." + what + " is an SQL name of letters, digits and _, not '" + name + "'");
        }
    }
}
