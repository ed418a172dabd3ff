// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.store.DocumentCondition.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which documents of a collection are wanted, and in which order, as data: {@link #matches} and {@link #order} are the
 * specification of what a store does by SQL.
 *
 * <p>Start from {@link #all()}: {@code DocumentQuery.all().eq("state", "open").gt("amount", 1000).orderBy("amount")}.
 * Every condition narrows. A field is a name, or a path of names like {@code address.city}, which leads through objects
 * only; a name that contains a '.' cannot be asked for. Values are String, Integer, Long, Double, BigDecimal, Boolean
 * or null; instants and enums are texts in JSON.
 *
 * <p>Values of unlike JSON types are never equal, nor greater or less. Numbers compare by value, as a long if they are
 * written like one and else as the nearest double (up to 17 significant digits; of more, a store may take the one
 * beside it). Texts compare by code points, false is less than true. A field that is absent is null.
 *
 * @param conditions all of them must hold; at most {@value #MAX_CONDITIONS}
 * @param orders the first counts most; at most {@value #MAX_ORDERS}
 * @param limit how many documents are wanted, 1 to {@value #MAX_LIMIT}
 * @param offset how many to leave out before them
 * @param withDeleted whether softly deleted documents are wanted, too
 */
public record DocumentQuery(
        List<DocumentCondition> conditions, List<Order> orders, int limit, int offset, boolean withDeleted) {

    /** The most conditions of one query. */
    public static final int MAX_CONDITIONS = 64;

    /** The most values of all conditions together. */
    public static final int MAX_VALUES = 1000;

    /** The most fields to order by. */
    public static final int MAX_ORDERS = 16;

    /** The largest limit. */
    public static final int MAX_LIMIT = 1000;

    private static final DocumentQuery ALL = new DocumentQuery(List.of(), List.of(), 100, 0, false);

    public DocumentQuery {
        conditions = List.copyOf(conditions);
        orders = List.copyOf(orders);
        atMost(MAX_CONDITIONS, "conditions", conditions.size());
        atMost(MAX_ORDERS, "fields to order by", orders.size());
        atMost(
                MAX_VALUES,
                "values",
                conditions.stream().mapToInt(one -> one.values().size()).sum());
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("The limit of a query is 1 to " + MAX_LIMIT + ", not " + limit);
        }
        if (offset < 0) {
            throw new IllegalArgumentException("The offset of a query is 0 or more, not " + offset);
        }
    }

    /** The first 100 documents by key. */
    public static DocumentQuery all() {
        return ALL;
    }

    /** The field has this value; null also if it is absent. */
    public DocumentQuery eq(String field, @Nullable Object value) {
        return where(Operator.EQ, field, value);
    }

    /** The opposite of {@link #eq}: a field that is absent has another value than any. */
    public DocumentQuery ne(String field, @Nullable Object value) {
        return where(Operator.NE, field, value);
    }

    /** The field is of the value's JSON type, and greater. */
    public DocumentQuery gt(String field, Object value) {
        return where(Operator.GT, field, value);
    }

    /** The field is of the value's JSON type, and greater or equal. */
    public DocumentQuery gte(String field, Object value) {
        return where(Operator.GTE, field, value);
    }

    /** The field is of the value's JSON type, and less. */
    public DocumentQuery lt(String field, Object value) {
        return where(Operator.LT, field, value);
    }

    /** The field is of the value's JSON type, and less or equal. */
    public DocumentQuery lte(String field, Object value) {
        return where(Operator.LTE, field, value);
    }

    /** The field {@linkplain #eq has} one of these values; of no values, no document is wanted. */
    public DocumentQuery in(String field, Collection<? extends @Nullable Object> values) {
        return and(new DocumentCondition(field, Operator.IN, new ArrayList<>(values)));
    }

    /** The opposite of {@link #in}. */
    public DocumentQuery notIn(String field, Collection<? extends @Nullable Object> values) {
        return and(new DocumentCondition(field, Operator.NOT_IN, new ArrayList<>(values)));
    }

    /**
     * The smallest value first: false, true, numbers, texts, then arrays and objects without an order among them, then
     * null. Documents that are equal in all orders come by key.
     */
    public DocumentQuery orderBy(String field) {
        return by(new Order(field, false));
    }

    /** The largest value first: exactly the opposite of {@link #orderBy}, but still by key in the end. */
    public DocumentQuery orderByDescending(String field) {
        return by(new Order(field, true));
    }

    /** At most so many documents, from 1 on. */
    public DocumentQuery limit(int limit) {
        return new DocumentQuery(conditions, orders, limit, offset, withDeleted);
    }

    /** Without the first so many. They are looked at all the same, and the others move when documents come and go meanwhile. */
    public DocumentQuery offset(int offset) {
        return new DocumentQuery(conditions, orders, limit, offset, withDeleted);
    }

    /** Softly deleted documents as well. */
    public DocumentQuery includingDeleted() {
        return new DocumentQuery(conditions, orders, limit, offset, true);
    }

    /** Do the conditions want this document? */
    public boolean matches(Document document) {
        return matches(Parsed.of(document));
    }

    /** Which of two documents comes first. */
    public Comparator<Document> order() {
        return Comparator.comparing(Parsed::of, this::compare);
    }

    /** What is wanted of these documents, in order: what a store answers that has these. */
    public List<Document> select(Collection<Document> documents) {
        return documents.stream()
                .map(Parsed::of)
                .filter(this::matches)
                .sorted(this::compare)
                .skip(offset)
                .limit(limit)
                .map(Parsed::document)
                .toList();
    }

    private boolean matches(Parsed parsed) {
        return (withDeleted || !parsed.document.deleted())
                && conditions.stream().allMatch(condition -> condition.holds(parsed.at(condition.field())));
    }

    private int compare(Parsed a, Parsed b) {
        for (Order order : orders) {
            int comparison = DocumentValues.ORDER.compare(a.at(order.field), b.at(order.field));
            if (comparison != 0) {
                return order.descending ? -comparison : comparison;
            }
        }
        return DocumentValues.compareTexts(a.document.key(), b.document.key());
    }

    private DocumentQuery where(Operator operator, String field, @Nullable Object value) {
        return and(new DocumentCondition(field, operator, Arrays.asList(value)));
    }

    private DocumentQuery and(DocumentCondition condition) {
        List<DocumentCondition> more = new ArrayList<>(conditions);
        more.add(condition);
        return new DocumentQuery(more, orders, limit, offset, withDeleted);
    }

    private DocumentQuery by(Order order) {
        List<Order> more = new ArrayList<>(orders);
        more.add(order);
        return new DocumentQuery(conditions, more, limit, offset, withDeleted);
    }

    private static void atMost(int max, String what, int count) {
        if (count > max) {
            throw new IllegalArgumentException("A query has at most " + max + " " + what + ", this one has " + count);
        }
    }

    /**
     * A field to order by.
     *
     * @param descending the largest first
     */
    public record Order(String field, boolean descending) {
        public Order {
            DocumentPath.check(field);
        }
    }

    /** A document with its content taken apart once. */
    private record Parsed(Document document, Map<String, @Nullable Object> fields) {

        static Parsed of(Document document) {
            return new Parsed(document, DocumentTree.of(document.content()));
        }

        @Nullable
        Object at(String field) {
            return DocumentPath.find(fields, field);
        }
    }
}
