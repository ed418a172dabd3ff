// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * An event as its writer hands it over: encoded, not yet recorded.
 *
 * @param id makes a retry safe: whoever appends the same ids again gets the first result again. Time-ordered ids
 *     (UUIDv7) keep the index of ids small
 * @param type the name of the fact, 1 to 200 UTF-16 units, independent of any class
 * @param revision of the payload's schema, from 1
 * @param occurredAt when it happened, by the writer's word; cut to microseconds, years 1 to 9999
 * @param payload the content
 * @param metadata what goes with it
 * @param tags by which it can be found across streams, at most 64 of 1 to 200 UTF-16 units; kept sorted
 */
public record EventData(
        UUID id, String type, int revision, Instant occurredAt, Payload payload, Metadata metadata, Set<String> tags) {

    /** The longest type, in UTF-16 units. */
    public static final int MAX_TYPE_LENGTH = 200;

    /** The longest tag, in UTF-16 units. */
    public static final int MAX_TAG_LENGTH = 200;

    /** The most tags of one event. */
    public static final int MAX_TAGS = 64;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    public EventData {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(metadata, "metadata");
        Text.check("The type of an event", type, 1, MAX_TYPE_LENGTH);
        if (revision < 1) {
            throw new IllegalArgumentException("Revisions of an event type start at 1, this one is " + revision);
        }
        if (occurredAt.isBefore(EARLIEST) || occurredAt.isAfter(LATEST)) {
            throw new IllegalArgumentException("occurredAt lies outside the years 1 to 9999");
        }
        occurredAt = occurredAt.truncatedTo(ChronoUnit.MICROS);
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    "An event has at most " + MAX_TAGS + " tags, this one has " + tags.size());
        }
        for (String tag : tags) {
            Text.check("A tag", tag, 1, MAX_TAG_LENGTH);
        }
        tags = tags.size() < 2 ? Set.copyOf(tags) : Collections.unmodifiableSet(new TreeSet<>(tags));
    }

    /** Revision 1 of a type, without metadata and tags. */
    public static EventData of(UUID id, String type, Instant occurredAt, Payload payload) {
        return new EventData(id, type, 1, occurredAt, payload, Metadata.none(), Set.of());
    }

    /** The same with exactly this metadata. */
    public EventData withMetadata(Metadata metadata) {
        return new EventData(id, type, revision, occurredAt, payload, metadata, tags);
    }

    /** The same with exactly these tags. */
    public EventData withTags(String... tags) {
        return withTags(Set.copyOf(List.of(tags)));
    }

    /** The same with exactly these tags. */
    public EventData withTags(Set<String> tags) {
        return new EventData(id, type, revision, occurredAt, payload, metadata, tags);
    }
}
