// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.jdbc.DocumentSql;
import dev.eventsource.store.DocumentCondition;
import dev.eventsource.store.DocumentPath;
import dev.eventsource.store.DocumentQuery.Order;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks into documents by PostgreSQL's JSON operators. Field n is known as {@code f<n>}, with its JSON {@code type},
 * its {@code text}, and {@code number} and {@code rest} if it is a number.
 *
 * <p>Numbers are longs or doubles. To compare both by their exact values (a cast from double to numeric rounds to 15 digits),
 * a number is a pair: the nearest double, and what a long is exactly, which for a double is that double itself. Beyond
 * the longs it only matters on which side of them it is.
 */
final class PostgresDocumentSql implements DocumentSql {

    private static final double BEYOND_LONGS = 0x1p63;
    private static final BigDecimal FIRST_BEYOND = new BigDecimal(BEYOND_LONGS);

    @Override
    public Part from(List<String> fields) {
        StringBuilder from = new StringBuilder("es_document d");
        List<Object> names = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            List<String> path = DocumentPath.names(fields.get(i));
            from.append(field(i, " -> cast(? as text)".repeat(path.size())));
            names.addAll(path);
        }
        return new Part(from.toString(), names);
    }

    /** The operator with a text on its right finds fields of objects and nothing in arrays. OFFSET 0 keeps it to one look. */
    private static String field(int field, String path) {
        return """

                 cross join lateral (
                       select json_typeof(found.value) as type, (found.value #>> '{}') collate "C" as text
                         from (select d.content%2$s as value offset 0) found offset 0) v%1$d
                 cross join lateral (
                       select v%1$d.type, v%1$d.text,
                              case when v%1$d.type = 'number' then v%1$d.text::float8 end as number,
                              case when v%1$d.type <> 'number' then null
                                   when v%1$d.text ~ '^-?[0-9]+$'
                                        and v%1$d.text::numeric between -9223372036854775808 and 9223372036854775807
                                   then v%1$d.text::numeric
                                   when v%1$d.text::float8 >= 9223372036854775808 then 9223372036854775808
                                   when v%1$d.text::float8 < -9223372036854775808 then -9223372036854775809
                                   else v%1$d.text::float8::bigint::numeric end as rest offset 0) f%1$d""".formatted(field, path);
    }

    @Override
    public Part condition(int field, DocumentCondition condition) {
        List<String> ways = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (DocumentCondition one : condition.byType()) {
            ways.add(way(field, one, values));
        }
        return new Part("coalesce(" + (ways.isEmpty() ? "false" : String.join(" or ", ways)) + ", false)", values);
    }

    private static String way(int field, DocumentCondition condition, List<Object> values) {
        Object first = condition.values().get(0);
        if (first == null) {
            return "coalesce(f%1$d.type, 'null') = 'null'".formatted(field);
        }
        String comparison = comparison(condition.operator());
        if (first instanceof Number) {
            values.add(
                    condition.values().stream().map(PostgresDocumentSql::number).toList());
            values.add(
                    condition.values().stream().map(PostgresDocumentSql::rest).toList());
            return """
                (f%1$d.type = 'number' and (f%1$d.number, f%1$d.rest) %2$s (
                 select number, rest from unnest(cast(? as float8[]), cast(? as numeric[])) as wanted (number, rest)))""".formatted(field, comparison);
        }
        values.add(condition.values().stream().map(String::valueOf).toList());
        return "(f%1$d.type = '%2$s' and f%1$d.text %3$s (select unnest(cast(? as text[]))))"
                .formatted(field, first instanceof String ? "string" : "boolean", comparison);
    }

    private static String comparison(DocumentCondition.Operator operator) {
        return switch (operator) {
            case GT -> ">";
            case GTE -> ">=";
            case LT -> "<";
            case LTE -> "<=";
            case EQ, NE, IN, NOT_IN -> "in";
        };
    }

    private static String number(Object number) {
        return String.valueOf(((Number) number).doubleValue());
    }

    /** As {@link #field} has it. */
    private static String rest(Object value) {
        if (!(value instanceof Double number)) {
            return String.valueOf(value);
        }
        if (number >= BEYOND_LONGS) {
            return FIRST_BEYOND.toPlainString();
        }
        return number < -BEYOND_LONGS
                ? FIRST_BEYOND.negate().subtract(BigDecimal.ONE).toPlainString()
                : String.valueOf((long) Math.rint(number));
    }

    @Override
    public String order(int field, Order order) {
        return """
                case f%1$d.type when 'boolean' then 0 when 'number' then 1 when 'string' then 2
                          when 'array' then 3 when 'object' then 3 else 4 end%2$s,
                f%1$d.number%2$s, f%1$d.rest%2$s,
                case when f%1$d.type in ('string', 'boolean') then f%1$d.text end%2$s""".formatted(field, order.descending() ? " desc" : "");
    }
}
