// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import java.time.Instant;

/**
 * An event as the store keeps it: a fact with its place in the stream and in the log. It never changes.
 *
 * @param position in the whole store, 1, 2, 3 … in commit order without holes
 * @param stream whose history it belongs to
 * @param version in the stream, 1, 2, 3 … without holes
 * @param recordedAt when the store took it in, in microseconds; never decreases with the position
 * @param event what the writer handed over
 */
public record RecordedEvent(long position, StreamId stream, long version, Instant recordedAt, EventData event) {}
