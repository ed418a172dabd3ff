package dev.eventsource.sqlite;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.EventQuery.Alternative;
import dev.eventsource.event.StreamId;
import java.io.StringWriter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A query as a condition on es_event e. Sets are JSON arrays in one parameter each, so that the text of a statement
 * depends only on which sets are named, and prepared statements are found again.
 */
record QuerySql(String condition, List<String> parameters) {

    private static final JsonFactory JSON = new JsonFactory();

    /** True for events that the query wants. */
    static QuerySql of(EventQuery query) {
        List<QuerySql> parts = query.alternatives().stream().map(QuerySql::of).toList();
        return new QuerySql(
                parts.stream().map(QuerySql::condition).collect(Collectors.joining("\n or ", "(", ")")),
                parts.stream().flatMap(part -> part.parameters.stream()).toList());
    }

    static QuerySql of(Alternative wanted) {
        List<String> conditions = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        if (!wanted.tenants().isEmpty() || !wanted.categories().isEmpty()) {
            List<String> category = new ArrayList<>();
            if (!wanted.tenants().isEmpty()) {
                category.add("tenant in (select value from json_each(?))");
                parameters.add(array(wanted.tenants()));
            }
            if (!wanted.categories().isEmpty()) {
                category.add("category in (select value from json_each(?))");
                parameters.add(array(wanted.categories()));
            }
            conditions.add(
                    "e.category_id in (select id from es_category where " + String.join(" and ", category) + ")");
        }
        if (!wanted.streams().isEmpty()) {
            conditions.add("""
                    e.stream_id in (
                      select s.id
                        from json_each(?) wanted
                        join es_category c on c.tenant = wanted.value ->> 0 and c.category = wanted.value ->> 1
                        join es_stream s on s.category_id = c.id and s.key = wanted.value ->> 2)""");
            parameters.add(streams(wanted.streams()));
        }
        if (!wanted.types().isEmpty()) {
            conditions.add("e.type in (select value from json_each(?))");
            parameters.add(array(wanted.types()));
        }
        for (String tag : wanted.tags()) {
            conditions.add("exists (select 1 from es_tag t where t.tag = ? and t.position = e.position)");
            parameters.add(tag);
        }
        return new QuerySql(conditions.isEmpty() ? "true" : String.join(" and ", conditions), parameters);
    }

    /** Sets the parameters, the first at this index; returns the index behind the last. */
    int set(PreparedStatement statement, int index) throws SQLException {
        int next = index;
        for (String parameter : parameters) {
            statement.setString(next++, parameter);
        }
        return next;
    }

    private static String array(Collection<String> names) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartArray();
            names.forEach(json::writeString);
            json.writeEndArray();
        }
        return text.toString();
    }

    private static String streams(Collection<StreamId> streams) {
        return streams.stream()
                .map(stream -> array(List.of(stream.tenant(), stream.category(), stream.key())))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
