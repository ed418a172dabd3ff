// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

/**
 * What every tenant has of its own. A storage hands out that of the tenant whose view it is, or that of "", which is a
 * name like the others.
 *
 * @param <T> what it is
 */
public interface PerTenant<T> {

    /**
     * This tenant's. The view of one tenant refuses to become another's.
     *
     * @param tenant up to 64 of {@code A-Z a-z 0-9 _ .}
     */
    T forTenant(String tenant);
}
