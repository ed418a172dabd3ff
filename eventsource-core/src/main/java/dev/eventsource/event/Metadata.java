// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What goes with an event beside its payload: who caused it, in the course of what, and entries of your own.
 *
 * <p>Entries travel as CloudEvents attributes on every bus and in every export, so their names follow that
 * standard: 1 to 64 of {@code a-z 0-9}, and not one of the {@linkplain #RESERVED names that mean something else
 * there}. Values are text without control characters, 64 kB with the names. Immutable; sorted by name.
 *
 * @param entries name to value
 */
public record Metadata(SortedMap<String, String> entries) {

    /** The command or request in whose course the event happened. */
    public static final String CORRELATION_ID = "correlationid";

    /** The event or command that directly caused this one. */
    public static final String CAUSATION_ID = "causationid";

    /** Who did it: a user or a system, by an id rather than by a name that must be forgotten one day. */
    public static final String ACTOR = "actor";

    /** The W3C trace context of the writer. */
    public static final String TRACEPARENT = "traceparent";

    /** The vendors' part of the W3C trace context. */
    public static final String TRACESTATE = "tracestate";

    /** Names that an event itself uses on the wire; they cannot name an entry. */
    public static final Set<String> RESERVED = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "dataschema",
            "data",
            "database64",
            "tenant",
            "stream",
            "category",
            "key",
            "version",
            "position",
            "recordedat",
            "revision",
            "tags");

    /** The largest sum of names and values, in bytes of UTF-8. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final Metadata NONE = new Metadata(Collections.emptySortedMap());

    public Metadata {
        entries.keySet().forEach(Metadata::checkName);
        long bytes = bytes(entries);
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("The metadata has " + bytes + " bytes; at most " + MAX_BYTES
                    + " are allowed. Move data to the payload");
        }
        entries.forEach((name, value) -> Text.check("Metadata entry '" + name + "'", value, 0, MAX_BYTES));
        // by the natural order, whatever order the given map has
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(entries)));
    }

    /** The sum of names and values, in bytes of UTF-8. */
    public static long bytes(Map<String, String> entries) {
        long bytes = 0;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            bytes += entry.getKey().length() + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes;
    }

    /** No entries. */
    public static Metadata none() {
        return NONE;
    }

    /** Exactly these entries; throws {@link IllegalArgumentException} for what metadata cannot hold. */
    public static Metadata of(Map<String, String> entries) {
        return entries.isEmpty() ? NONE : new Metadata(new TreeMap<>(entries));
    }

    /** The same with this entry, in place of one of the same name. */
    public Metadata with(String name, String value) {
        TreeMap<String, String> more = new TreeMap<>(entries);
        more.put(name, value);
        return new Metadata(more);
    }

    /** The same in the course of this; see {@link #CORRELATION_ID}. */
    public Metadata withCorrelationId(String id) {
        return with(CORRELATION_ID, id);
    }

    /** The same with this reason; see {@link #CAUSATION_ID}. */
    public Metadata withCausationId(String id) {
        return with(CAUSATION_ID, id);
    }

    /** The same by this user or system; see {@link #ACTOR}. */
    public Metadata withActor(String actor) {
        return with(ACTOR, actor);
    }

    /** The same as part of this trace; see {@link #TRACEPARENT}. */
    public Metadata withTraceparent(String traceparent) {
        return with(TRACEPARENT, traceparent);
    }

    /** The value of the entry; empty if there is none. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** In the course of what it happened; see {@link #CORRELATION_ID}. */
    public Optional<String> correlationId() {
        return get(CORRELATION_ID);
    }

    /** What was the reason; see {@link #CAUSATION_ID}. */
    public Optional<String> causationId() {
        return get(CAUSATION_ID);
    }

    /** Who did it; see {@link #ACTOR}. */
    public Optional<String> actor() {
        return get(ACTOR);
    }

    /** Of which trace it is a part; see {@link #TRACEPARENT}. */
    public Optional<String> traceparent() {
        return get(TRACEPARENT);
    }

    /** The names only: values may be personal. */
    @Override
    public String toString() {
        return "Metadata" + entries.keySet();
    }

    private static void checkName(String name) {
        if (name.isEmpty()
                || name.length() > 64
                || !name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            throw new IllegalArgumentException("A metadata entry is named by 1 to 64 of the characters a-z 0-9, not '"
                    + Text.excerpt(name) + "': entries travel as CloudEvents attributes");
        }
        if (RESERVED.contains(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a metadata entry: an event uses it itself; choose another name");
        }
    }
}
