// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.outbox;

import java.time.Duration;
import java.util.List;

/**
 * Where a {@link Relay} gets from what is to be published: a table that an application writes in its own transactions, for
 * instance. Several relays may run on one.
 */
public interface Source {

    /**
     * Takes items for this runner alone, so that no other gets them as long as the lease lasts: of each key the oldest
     * that are not finished, in their order. An item that is not due yet is not taken, nor what comes behind it with its
     * key, nor what another runner has and what comes behind that. Each that has no key is taken by itself.
     *
     * @param limit of items, 1 to 10,000
     * @param lease after which others may take them, by the clock of the source
     */
    List<Item> claim(String runner, int limit, Duration lease) throws Exception;

    /** They are done with. */
    void published(List<Item> items) throws Exception;

    /** They are nobody's again, and no attempt was made; those that another runner has taken meanwhile stay with him. */
    void release(List<Item> items) throws Exception;

    /**
     * Publishing it has failed once more; it is due again in so much time. Nothing happens, here and in {@link #gaveUp}, if
     * another runner has taken it meanwhile: it is his to say.
     */
    void failed(Item item, String error, Duration again) throws Exception;

    /** Publishing it has failed for good: what comes behind it goes on, and somebody has to look at it. */
    void gaveUp(Item item, String error) throws Exception;

    /** Removes what was published longer ago than this; returns how much. */
    long purge(Duration age) throws Exception;
}
