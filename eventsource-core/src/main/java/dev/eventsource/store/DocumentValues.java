// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Text;
import java.math.BigDecimal;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** How values of documents compare. */
final class DocumentValues {

    /** The longest text in a condition, in UTF-16 units. */
    static final int MAX_TEXT_LENGTH = 10_000;

    /** The order of a query: booleans, numbers, texts, arrays and objects, null. */
    static final Comparator<@Nullable Object> ORDER = DocumentValues::compare;

    private DocumentValues() {}

    /** The value of a condition as it is kept. */
    static @Nullable Object known(String field, @Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof String text) {
            return checked(field, text);
        }
        if (value instanceof BigDecimal
                || (value instanceof Double number && !number.isNaN() && !number.isInfinite())) {
            return DocumentNumber.of(value.toString());
        }
        throw new IllegalArgumentException(
                "A query compares with a String, Integer, Long, Double (not NaN or infinite),"
                        + " BigDecimal, Boolean or null; the value for '" + Text.excerpt(field) + "' is a "
                        + value.getClass().getName());
    }

    /** Equal values of one JSON type, or both null. Arrays and objects equal nothing. */
    static boolean equal(@Nullable Object value, @Nullable Object wanted) {
        if (value == null || wanted == null) {
            return value == null && wanted == null;
        }
        return rank(value) == rank(wanted) && compare(value, wanted) == 0;
    }

    static int rank(@Nullable Object value) {
        if (value == null) {
            return 4;
        }
        if (value instanceof Boolean) {
            return 0;
        }
        return value instanceof Number ? 1 : value instanceof String ? 2 : 3;
    }

    private static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Boolean first && b instanceof Boolean second) {
            return first.compareTo(second);
        }
        if (a instanceof Number first && b instanceof Number second) {
            return DocumentNumber.compare(first, second);
        }
        if (a instanceof String first && b instanceof String second) {
            return compareTexts(first, second);
        }
        return Integer.compare(rank(a), rank(b));
    }

    /** By code points, as UTF-8 is ordered; {@link String#compareTo} puts what lies beyond U+FFFF before U+E000. */
    static int compareTexts(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char first = a.charAt(i);
            char second = b.charAt(i);
            if (first != second) {
                boolean oneIsBeyond = Character.isSurrogate(first) != Character.isSurrogate(second);
                return oneIsBeyond ? (Character.isSurrogate(first) ? 1 : -1) : Character.compare(first, second);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** What the text of a document can be, but not endless. */
    private static String checked(String field, String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException("The text for '" + Text.excerpt(field) + "' has " + text.length()
                    + " characters; a query compares with at most " + MAX_TEXT_LENGTH);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Text.isPairAt(text, i);
            if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                throw new IllegalArgumentException("The text for '" + Text.excerpt(field)
                        + "' has NUL or an unpaired surrogate at index " + i + "; no document has those");
            }
            i += pair ? 1 : 0;
        }
        return text;
    }
}
