// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.xes;

import dev.eventsource.cli.console.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/** The typed values of XES as JSON, numbers in the form that the file gives them. */
final class XesValue {

    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final Pattern JSON_INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

    private XesValue() {}

    /**
     * A scalar value.
     *
     * @throws IllegalArgumentException if it is not of its type
     */
    static String json(String type, String key, String value) {
        return switch (type) {
            case "string", "id" -> JsonObject.quote(value);
            case "date" -> {
                time(key, value);
                yield JsonObject.quote(value);
            }
            case "int" -> integer(key, value);
            case "float" -> number(key, value);
            case "boolean" ->
                switch (value.strip()) {
                    case "true", "1" -> "true";
                    case "false", "0" -> "false";
                    default -> throw not("a boolean", key, value);
                };
            default -> throw new IllegalArgumentException("<" + type + "> is no attribute of XES");
        };
    }

    /** A date and time; without an offset it is taken as UTC. */
    static Instant time(String key, String value) {
        try {
            TemporalAccessor parsed =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(value.strip(), OffsetDateTime::from, LocalDateTime::from);
            return parsed instanceof OffsetDateTime at
                    ? at.toInstant()
                    : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw not("a date and time like 2011-10-01T00:38:44.546+02:00", key, value);
        }
    }

    private static String integer(String key, String value) {
        String text = value.strip();
        if (JSON_INTEGER.matcher(text).matches()) {
            return text;
        }
        try {
            return new BigInteger(shortened(text)).toString();
        } catch (NumberFormatException e) {
            throw not("an int", key, value);
        }
    }

    /** JSON has no infinity and no NaN; they stand as texts. */
    private static String number(String key, String value) {
        String text = value.strip();
        if (JSON_NUMBER.matcher(text).matches()) {
            return text;
        }
        if (text.equals("NaN") || text.equals("INF") || text.equals("-INF") || text.matches("-?Infinity")) {
            return JsonObject.quote(text);
        }
        try {
            return new BigDecimal(shortened(text)).toString();
        } catch (NumberFormatException e) {
            throw not("a float", key, value);
        }
    }

    /** Numbers in an odd form are parsed, which takes quadratic time: nobody needs that for a thousand digits. */
    private static String shortened(String text) {
        if (text.length() > 1000) {
            throw new NumberFormatException();
        }
        return text;
    }

    private static IllegalArgumentException not(String what, String key, String value) {
        String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
        return new IllegalArgumentException("'" + shown + "' of the attribute '" + key + "' is not " + what);
    }
}
