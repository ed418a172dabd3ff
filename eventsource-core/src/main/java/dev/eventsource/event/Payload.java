// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

/**
 * The content of an event: JSON text, kept to the byte.
 *
 * <p>Text is checked when a payload is built: it is one complete JSON value (RFC 8259), nested at most
 * {@value #MAX_DEPTH} deep, without the character NUL (raw or escaped) and without unpaired surrogates (raw or
 * escaped), because not every database can store those. Binary data is the codec's matter.
 */
public final class Payload {

    /** The default limit of {@link #of(String)}, in bytes of UTF-8: 8 MiB. */
    public static final int MAX_BYTES = 8 * 1024 * 1024;

    /** How deep arrays and objects may be nested: what parsers on every side can follow. */
    public static final int MAX_DEPTH = 500;

    private final String json;

    private Payload(String json) {
        this.json = json;
    }

    /**
     * A payload of at most {@link #MAX_BYTES}.
     *
     * @throws IllegalArgumentException if the text is not JSON as described above, or larger; the message names the
     *     place but shows no content
     */
    public static Payload of(String json) {
        return of(json, MAX_BYTES);
    }

    /**
     * A payload with a limit of your own. Events far above the default belong beside the log: store a reference.
     *
     * @param maxBytes of UTF-8
     */
    public static Payload of(String json, int maxBytes) {
        long bytes = utf8Length(json);
        if (bytes > maxBytes) {
            throw new IllegalArgumentException("The payload has " + bytes + " bytes; at most " + maxBytes
                    + " are allowed. Store large data elsewhere and refer to it");
        }
        JsonCheck.check(json, MAX_DEPTH);
        return new Payload(json);
    }

    /** Text that a store gave back: it was checked before it was stored and is not checked again. For backends. */
    public static Payload stored(String json) {
        return new Payload(json);
    }

    /** The JSON text, exactly as it was given. */
    public String json() {
        return json;
    }

    /** How many bytes the text has in UTF-8. */
    public long bytes() {
        return utf8Length(json);
    }

    private static long utf8Length(String text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** The size only: payloads never reach a log by accident. */
    @Override
    public String toString() {
        return "Payload[" + bytes() + " bytes]";
    }
}
