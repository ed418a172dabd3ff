// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The schema that holds the tables. Statements are written with plain names, {@code es_event} or {@code
 * 'es_event'::regclass}, and get the schema's in front: nothing relies on the session's search path.
 */
final class Schema {

    private static final Pattern NAMES = Pattern.compile(
            "(')?\\b(es_(?:schema|category|stream|event|tag|range|archived|document|subscription|partition"
                    + "|process|member|attempt|dead_letter|deduplication|control|snapshot|subject_key"
                    + "|operation(?:_attempt|_step|_signal|_decision)?))\\b");
    private static final int MAX_REMEMBERED = 1_000;

    private final String name;
    private final long range;
    private final Map<String, String> remembered = new ConcurrentHashMap<>();

    Schema(String name) {
        this(name, 0);
    }

    private Schema(String name, long range) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > 63 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The name of a schema has 1 to 63 bytes, not '" + name + "'");
        }
        this.name = name;
        this.range = range;
    }

    /** The same with its events divided into ranges of so many positions, 0 for not at all. */
    Schema withRange(long positions) {
        return new Schema(name, positions);
    }

    boolean isPartitioned() {
        return range > 0;
    }

    /** How many positions a range has, 0 if there are none. */
    long range() {
        return range;
    }

    String name() {
        return name;
    }

    /** As an identifier. */
    String quoted() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The statement with the schema's name in front of the tables' names. */
    String sql(String statement) {
        String known = remembered.get(statement);
        if (known != null) {
            return known;
        }
        String qualified = qualified(statement);
        if (remembered.size() < MAX_REMEMBERED) {
            remembered.put(statement, qualified);
        }
        return qualified;
    }

    private String qualified(String statement) {
        return NAMES.matcher(statement)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null
                                ? quoted() + "." + found.group(2)
                                : "'" + quoted().replace("'", "''") + "." + found.group(2)));
    }
}
