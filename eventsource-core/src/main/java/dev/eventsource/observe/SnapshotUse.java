// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.observe;

/** What became of a snapshot. */
public enum SnapshotUse {
    /** It was loaded. */
    USED,
    /** There was none, or none so old. */
    MISSING,
    /** It was of an older schema, or a newer one, which another program writes already. */
    OTHER_SCHEMA,
    /** It could not be decoded. */
    BROKEN,
    /** Its event is not in the log: the log was rewound. */
    REWOUND,
    /** The store could not answer. */
    UNAVAILABLE,
    /** One was taken. */
    TAKEN,
    /** One could not be taken. */
    NOT_TAKEN
}
