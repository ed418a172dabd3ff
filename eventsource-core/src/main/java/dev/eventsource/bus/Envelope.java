// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A CloudEvent as a bus carries it: attributes as text, which a bus puts into headers under its own prefix, and data.
 * Immutable as long as nobody changes the bytes.
 */
public final class Envelope {

    private final SortedMap<String, String> attributes;
    private final byte[] data;

    /**
     * @param attributes by their names in the standard, without a bus's prefix
     * @param data is not copied
     */
    public Envelope(Map<String, String> attributes, byte[] data) {
        // by the natural order, whatever order the given map has
        TreeMap<String, String> sorted = new TreeMap<>();
        sorted.putAll(attributes);
        this.attributes = Collections.unmodifiableSortedMap(sorted);
        this.data = data;
    }

    /** By their names in the standard. */
    public SortedMap<String, String> attributes() {
        return attributes;
    }

    /** The bytes themselves, not a copy. */
    public byte[] data() {
        return data;
    }

    /** How many bytes it has, roughly: names, values and data. */
    public long bytes() {
        long bytes = data.length;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            bytes += attribute.getKey().length() + attribute.getValue().length();
        }
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Envelope that && attributes.equals(that.attributes) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * attributes.hashCode() + Arrays.hashCode(data);
    }

    /** Names only: values and data may be personal. */
    @Override
    public String toString() {
        return "Envelope[" + String.join(" ", attributes.keySet()) + ", " + data.length + " bytes]";
    }
}
