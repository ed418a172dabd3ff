// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.jdbc.DocumentSql;
import dev.eventsource.store.DocumentCondition;
import dev.eventsource.store.DocumentPath;
import dev.eventsource.store.DocumentQuery.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks into documents by SQLite's JSON functions. Field n is known as {@code d.t<n>}, its JSON type, and {@code
 * d.v<n>}, its value.
 *
 * <p>Numbers of a query are read from JSON, too, so that the same digits become the same number. SQLite compares integers
 * and reals by their exact values, and texts by their bytes, which is by code points.
 */
final class SqliteDocumentSql implements DocumentSql {

    @Override
    public Part from(List<String> fields) {
        StringBuilder columns = new StringBuilder();
        List<Object> paths = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            columns.append(", json_type(content, ?) as t%1$d, content ->> ? as v%1$d".formatted(i));
            paths.add(path(fields.get(i)));
            paths.add(path(fields.get(i)));
        }
        return new Part("(select *%s from es_document) d".formatted(columns), paths);
    }

    /** In a quoted name SQLite reads JSON's escapes: sqlite.org/json1.html#path_arguments */
    private static String path(String field) {
        return DocumentPath.names(field).stream().map(JsonText::quoted).collect(Collectors.joining(".", "$.", ""));
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
        @Nullable Object first = condition.values().get(0);
        if (first == null) {
            return "coalesce(d.t%1$d, 'null') = 'null'".formatted(field);
        }
        values.add(JsonText.array(
                condition.values().stream().map(SqliteDocumentSql::plain).toList()));
        String types =
                first instanceof String ? "'text'" : first instanceof Number ? "'integer', 'real'" : "'true', 'false'";
        return "d.t%1$d in (%2$s) and d.v%1$d %3$s".formatted(field, types, comparison(condition.operator()));
    }

    private static String comparison(DocumentCondition.Operator operator) {
        return switch (operator) {
            case GT -> "> (? ->> 0)";
            case GTE -> ">= (? ->> 0)";
            case LT -> "< (? ->> 0)";
            case LTE -> "<= (? ->> 0)";
            case EQ, NE, IN, NOT_IN -> "in (select value from json_each(?))";
        };
    }

    /** Truth is 1 in SQLite. */
    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Boolean truth ? Long.valueOf(truth ? 1 : 0) : value;
    }

    @Override
    public String order(int field, Order order) {
        return """
                case d.t%1$d when 'true' then 0 when 'false' then 0 when 'integer' then 1 when 'real' then 1
                          when 'text' then 2 when 'array' then 3 when 'object' then 3 else 4 end%2$s,
                case when d.t%1$d in ('array', 'object') then null else d.v%1$d end%2$s""".formatted(field, order.descending() ? " desc" : "");
    }
}
