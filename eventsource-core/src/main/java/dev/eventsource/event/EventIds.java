// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Where ids of events come from. Thread-safe. */
public final class EventIds {

    /** The name space of all derived ids; changing it would store every imported event once more. */
    public static final UUID NAMESPACE = UUID.fromString("db663cbc-2cae-43cf-93bf-bf39e961585d");

    private static final NoArgGenerator TIME_ORDERED = Generators.timeBasedEpochGenerator();

    private EventIds() {}

    /** A new one: UUIDv7, ordered by time, which keeps the index of ids small. */
    public static UUID next() {
        return TIME_ORDERED.generate();
    }

    /**
     * The id of an event that is known elsewhere by a key: UUIDv5 over tenant, stream and key. The same key gives the
     * same id, so that importing it or executing its command again adds nothing.
     */
    public static UUID derived(StreamId stream, String sourceKey) {
        // A stream's name has no line feed, so stream and key cannot run into each other.
        return generator().generate((stream + "\n" + sourceKey).getBytes(StandardCharsets.UTF_8));
    }

    /** One for each call: a digest is no thread's but its own. */
    private static NameBasedGenerator generator() {
        try {
            return Generators.nameBasedGenerator(NAMESPACE, MessageDigest.getInstance("SHA-1"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
