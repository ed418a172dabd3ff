// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Payload;
import java.time.Instant;

/**
 * A document as it is stored.
 *
 * @param collection which documents it belongs to
 * @param key names it among them
 * @param version counts its writes: 1, 2, 3 …
 * @param content the JSON object, to the byte
 * @param changedAt when it was written last, by the storage's clock, in microseconds
 * @param deleted whether it is softly deleted: kept, but found only by a query that includes such
 */
public record Document(
        String collection, String key, long version, Payload content, Instant changedAt, boolean deleted) {

    /** The longest name of a collection. */
    public static final int MAX_COLLECTION_LENGTH = 64;

    /** The longest key, in UTF-16 units. */
    public static final int MAX_KEY_LENGTH = 200;
}
