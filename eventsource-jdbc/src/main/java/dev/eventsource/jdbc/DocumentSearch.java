// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.jdbc.DocumentSql.Part;
import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentCondition;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DocumentQuery.Order;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A query over one collection of one tenant, as statements. */
final class DocumentSearch {

    private final DocumentSql dialect;
    private final String tenant;
    private final String collection;
    private final DocumentQuery query;
    private final List<String> fields;

    DocumentSearch(DocumentSql dialect, String tenant, String collection, DocumentQuery query) {
        this.dialect = dialect;
        this.tenant = tenant;
        this.collection = collection;
        this.query = query;
        this.fields = Stream.concat(
                        query.conditions().stream().map(DocumentCondition::field),
                        query.orders().stream().map(Order::field))
                .distinct()
                .toList();
    }

    List<Document> find(Sql sql) throws SQLException {
        List<Object> values = new ArrayList<>();
        String statement = """
                select d.collection, d.key, d.version, d.content, d.changed_at, d.deleted
                  from %s
                 where %s
                 order by %sd.key
                 limit ? offset ?""".formatted(from(values), where(values), order());
        values.add(query.limit());
        values.add(query.offset());
        return sql.list(JdbcDocuments::read, statement, values.toArray());
    }

    long count(Sql sql) throws SQLException {
        List<Object> values = new ArrayList<>();
        String statement = """
                select count(*) as documents
                  from %s
                 where %s""".formatted(from(values), where(values));
        return sql.first(row -> row.number("documents"), statement, values.toArray())
                .orElse(0L);
    }

    private String from(List<Object> values) {
        Part from = dialect.from(fields);
        values.addAll(from.values());
        return from.sql();
    }

    private String where(List<Object> values) {
        List<String> conditions = new ArrayList<>(List.of("d.tenant = ?", "d.collection = ?"));
        values.add(tenant);
        values.add(collection);
        if (!query.withDeleted()) {
            conditions.add("not d.deleted");
        }
        for (DocumentCondition condition : query.conditions()) {
            Part part = dialect.condition(fields.indexOf(condition.field()), condition);
            conditions.add((condition.operator().isNegation() ? "not (" : "(") + part.sql() + ")");
            values.addAll(part.values());
        }
        return String.join("\n   and ", conditions);
    }

    private String order() {
        return query.orders().stream()
                .map(order -> dialect.order(fields.indexOf(order.field()), order) + ", ")
                .collect(Collectors.joining());
    }
}
