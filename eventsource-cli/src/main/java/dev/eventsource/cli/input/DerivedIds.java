package dev.eventsource.cli.input;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import dev.eventsource.event.StreamId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Ids of events that come from elsewhere: UUIDv5 over tenant, stream and the key that the source knows an event by.
 * The same source gives the same ids, so reading it again adds nothing. Thread-safe.
 */
public final class DerivedIds {

    /** The name space of all of them; changing it would store every imported event once more. */
    public static final UUID NAMESPACE = UUID.fromString("db663cbc-2cae-43cf-93bf-bf39e961585d");

    private DerivedIds() {}

    /** The id of one event. A stream's name has no line feed, so stream and key cannot run into each other. */
    public static UUID of(StreamId stream, String sourceKey) {
        byte[] name = (stream + "\n" + sourceKey).getBytes(StandardCharsets.UTF_8);
        return generator().generate(name);
    }

    private static NameBasedGenerator generator() {
        try {
            return Generators.nameBasedGenerator(NAMESPACE, MessageDigest.getInstance("SHA-1"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
