// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.EventQuery.Alternative;
import dev.eventsource.event.StreamId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A query as the part of a select that finds its events. Sets are JSON arrays in one parameter each, so that the text of a
 * statement depends only on which sets are named, and prepared statements are found again.
 *
 * <p>How it works: one alternative is driven by the index that fits it, so that its events come in the order of the log
 * without sorting: a tag by es_tag, one category by (category_id, position). Several categories, types and several
 * alternatives are filtered along the log; so are streams, unless they have so few events that SQLite sorts them at once.
 *
 * @param from the tables, es_event being e
 * @param position the column to bound and to order by
 * @param condition on e, to be joined by "and"
 * @param parameters of the condition
 */
record QuerySql(String from, String position, String condition, List<String> parameters) {

    private static final long MAX_SORTED = 1000;

    /** To read the log in its order. */
    static QuerySql of(EventQuery query, Names names) throws SQLException {
        if (query.alternatives().size() == 1) {
            return of(query.alternatives().get(0), names, true);
        }
        List<String> conditions = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        for (Alternative alternative : query.alternatives()) {
            conditions.add(condition(alternative, List.copyOf(alternative.tags()), names, true, parameters));
        }
        return new QuerySql("es_event e", "e.position", "(" + String.join("\n or ", conditions) + ")", parameters);
    }

    /**
     * One alternative.
     *
     * @param ordered whether events must come in the order of the log
     */
    static QuerySql of(Alternative wanted, Names names, boolean ordered) throws SQLException {
        List<String> parameters = new ArrayList<>();
        List<String> tags = List.copyOf(wanted.tags());
        if (tags.isEmpty()) {
            String condition = condition(wanted, tags, names, ordered, parameters);
            return new QuerySql("es_event e", "e.position", condition, parameters);
        }
        parameters.add(tags.get(0));
        String condition = condition(wanted, tags.subList(1, tags.size()), names, ordered, parameters);
        return new QuerySql(
                "es_tag found cross join es_event e on e.position = found.position",
                "found.position",
                "found.tag = ? and " + condition,
                parameters);
    }

    private static String condition(
            Alternative wanted, List<String> tags, Names names, boolean ordered, List<String> parameters)
            throws SQLException {
        List<String> conditions = new ArrayList<>();
        if (!wanted.tenants().isEmpty() || !wanted.categories().isEmpty()) {
            List<Long> ids = names.categories(JsonText.array(wanted.tenants()), JsonText.array(wanted.categories()));
            if (ids.size() == 1) {
                conditions.add("e.category_id = ?");
                parameters.add(String.valueOf(ids.get(0)));
            } else {
                // The '+' keeps SQLite from the index, which would give no order: sqlite.org/optoverview.html
                conditions.add((ordered ? "+" : "") + "e.category_id in (select value from json_each(?))");
                parameters.add(ids.toString());
            }
        }
        if (!wanted.streams().isEmpty()) {
            Streams streams = names.streams(streams(wanted.streams()));
            boolean many = ordered && streams.events() > MAX_SORTED;
            conditions.add((many ? "+" : "") + "e.stream_id in (select value from json_each(?))");
            parameters.add(streams.ids().toString());
        }
        if (!wanted.types().isEmpty()) {
            conditions.add("e.type in (select value from json_each(?))");
            parameters.add(JsonText.array(wanted.types()));
        }
        for (String tag : tags) {
            conditions.add("exists (select 1 from es_tag t where t.tag = ? and t.position = e.position)");
            parameters.add(tag);
        }
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }

    /** Sets the parameters, the first at this index; returns the index behind the last. */
    int set(PreparedStatement statement, int index) throws SQLException {
        int next = index;
        for (String parameter : parameters) {
            statement.setString(next++, parameter);
        }
        return next;
    }

    private static String streams(Collection<StreamId> streams) {
        return streams.stream()
                .map(stream -> JsonText.array(List.of(stream.tenant(), stream.category(), stream.key())))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** What stands for names in this file. */
    interface Names {

        /** Categories that belong to one of these tenants and are one of these; JSON arrays, an empty one means any. */
        List<Long> categories(String tenants, String categories) throws SQLException;

        /** These streams, a JSON array of [tenant, category, key]. */
        Streams streams(String streams) throws SQLException;
    }

    /**
     * Those streams that there are.
     *
     * @param events how many they have together
     */
    record Streams(List<Long> ids, long events) {}
}
