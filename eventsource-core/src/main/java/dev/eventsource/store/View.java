// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

/**
 * What a storage is a view of. Backends answer it by {@link Storage#unwrap} where it is one.
 *
 * @param tenant whose view it is; "" if it is no tenant's
 * @param joined whether it is inside a transaction that somebody else commits or rolls back
 */
public record View(String tenant, boolean joined) {

    /** No view. */
    public static final View WHOLE = new View("", false);

    /** The whole store, inside a transaction. */
    public static final View JOINED = new View("", true);

    /** What this storage is. */
    public static View of(Storage storage) {
        return storage.unwrap(View.class).orElse(WHOLE);
    }

    /** The same for this tenant only. */
    public View in(String tenant) {
        return new View(tenant, joined);
    }
}
