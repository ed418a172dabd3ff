// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of one field; see {@link DocumentQuery}.
 *
 * @param field a name, or a path of names like {@code address.city}
 * @param values one, or any number for {@link Operator#IN} and {@link Operator#NOT_IN}; given as String, Integer, Long,
 *     Double, BigDecimal, Boolean or null, kept as String, Long, Double, Boolean or null
 */
public record DocumentCondition(String field, Operator operator, List<@Nullable Object> values) {

    /** How a field is compared. */
    public enum Operator {
        /** It has this value. */
        EQ,
        /** It does not have this value; the opposite of {@link #EQ}. */
        NE,
        /** It has a larger value. */
        GT,
        /** It has this value or a larger one. */
        GTE,
        /** It has a smaller value. */
        LT,
        /** It has this value or a smaller one. */
        LTE,
        /** It has one of these values. */
        IN,
        /** It has none of these values; the opposite of {@link #IN}. */
        NOT_IN;

        /** Does it hold exactly where another does not? */
        public boolean isNegation() {
            return this == NE || this == NOT_IN;
        }

        /** Does it ask for equality, or for the opposite? */
        public boolean isEquality() {
            return isNegation() || this == EQ || this == IN;
        }
    }

    public DocumentCondition {
        DocumentPath.check(field);
        List<@Nullable Object> known = new ArrayList<>();
        for (Object value : values) {
            known.add(DocumentValues.known(field, value));
        }
        if (operator != Operator.IN && operator != Operator.NOT_IN && known.size() != 1) {
            throw new IllegalArgumentException(operator + " compares with one value, not with " + known.size());
        }
        if (!operator.isEquality() && known.contains(null)) {
            throw new IllegalArgumentException("Nothing is greater or less than null; eq(\"" + field
                    + "\", null) finds fields that are null or absent");
        }
        values = Collections.unmodifiableList(known);
    }

    /**
     * The same as several, of which one must hold (or none, if this {@linkplain Operator#isNegation() negates}): each has
     * values of one JSON type, or only null. For backends that compare by type.
     */
    public List<DocumentCondition> byType() {
        if (!operator.isEquality()) {
            return List.of(this);
        }
        Map<Integer, List<@Nullable Object>> types = new TreeMap<>();
        values.forEach(value -> types.computeIfAbsent(DocumentValues.rank(value), rank -> new ArrayList<>())
                .add(value));
        return types.values().stream()
                .map(same -> new DocumentCondition(field, Operator.IN, same))
                .toList();
    }

    /** Does it hold of this value, which is a text, Long, Double, Boolean, Map, List or null? */
    boolean holds(@Nullable Object value) {
        if (operator.isEquality()) {
            return values.stream().anyMatch(wanted -> DocumentValues.equal(value, wanted)) != operator.isNegation();
        }
        Object bound = values.get(0);
        if (bound == null || value == null || DocumentValues.rank(value) != DocumentValues.rank(bound)) {
            return false;
        }
        int comparison = DocumentValues.ORDER.compare(value, bound);
        return switch (operator) {
            case GT -> comparison > 0;
            case GTE -> comparison >= 0;
            case LT -> comparison < 0;
            default -> comparison <= 0;
        };
    }
}
