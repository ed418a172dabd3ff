// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The state of an aggregate as of one of its events: saves reading those before. It can always be thrown away.
 *
 * @param stream whose state
 * @param version of the last event in it, from 1
 * @param eventId of that event: a log that was rewound has another one there
 * @param schema of the state, from 1; its owner raises it when older states no longer fit
 * @param state the content
 * @param takenAt to the microsecond, by its owner's clock
 */
public record Snapshot(StreamId stream, long version, UUID eventId, int schema, Payload state, Instant takenAt) {
    public Snapshot {
        if (version < 1) {
            throw new IllegalArgumentException("A snapshot has the version of an event, from 1, not " + version);
        }
        checkSchema(schema);
        takenAt = takenAt.truncatedTo(ChronoUnit.MICROS);
    }

    static int checkSchema(int schema) {
        if (schema < 1) {
            throw new IllegalArgumentException("Schemas of snapshots start at 1, not " + schema);
        }
        return schema;
    }

    /** Is this worth more than the other one? A later schema is, and of the same schema a later version. */
    public boolean replaces(Snapshot other) {
        return schema > other.schema || (schema == other.schema && version > other.version);
    }
}
