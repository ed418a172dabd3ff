// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.EventQuery.Alternative;
import dev.eventsource.event.StreamId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * An {@link EventQuery} as SQL over es_event e.
 *
 * <p>How it works: alternatives that all have a tag follow the index of these tags, one of a single category the index of
 * categories; streams that are short together are looked up first; everything else walks along the positions. Where an
 * index would give events out of order, {@code + 0} keeps the planner from it: sorting a large category for a page of it
 * would be dearer than the walk, which is bounded.
 *
 * @param from the tables
 * @param position the column to bound and to order by
 * @param condition with a question mark for each of the parameters
 * @param tags one of which every event that is wanted has; none if others may be wanted too
 */
record QuerySql(String from, String position, String condition, List<Object> parameters, List<String> tags) {

    private static final long MAX_SORTED = 1000;

    /** Whether names must be looked up, so that there are two moments: one of the look-up and one of the reading. */
    static boolean hasNames(EventQuery query) {
        return query.alternatives().stream()
                .anyMatch(wanted -> !wanted.tenants().isEmpty()
                        || !wanted.categories().isEmpty()
                        || !wanted.streams().isEmpty());
    }

    /** To read the log in its order. */
    static QuerySql of(EventQuery query, Names names) throws SQLException {
        if (query.alternatives().size() == 1) {
            return of(query.alternatives().get(0), names, true);
        }
        List<String> conditions = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        for (Alternative alternative : query.alternatives()) {
            conditions.add(condition(alternative, List.copyOf(alternative.tags()), names, true, parameters));
        }
        List<String> first = query.alternatives().stream()
                .flatMap(alternative -> alternative.tags().stream().limit(1))
                .toList();
        return new QuerySql(
                "es_event e",
                "e.position",
                "(" + String.join("\n or ", conditions) + ")",
                parameters,
                first.size() == query.alternatives().size() ? first : List.of());
    }

    /**
     * The same in a stretch of the log; where several tags are looked for, their events are found by the index first.
     *
     * @param furthest the last position, as an expression with a question mark for each of its values
     */
    QuerySql within(long after, String furthest, List<Object> values) {
        List<Object> all = new ArrayList<>(List.of(after));
        all.addAll(values);
        String stretch = position + " > ? and " + position + " <= " + furthest;
        if (tags.size() > 1) {
            stretch +=
                    " and e.position = any (array(select t.position from es_tag t where t.tag = any (?) and t.position > ?"
                            + " and t.position <= " + furthest + "))";
            all.add(tags.toArray(String[]::new));
            all.add(after);
            all.addAll(values);
        }
        all.addAll(parameters);
        return new QuerySql(from, position, stretch + " and " + condition, all, tags);
    }

    /**
     * One alternative.
     *
     * @param ordered whether events must come in the order of the log
     */
    static QuerySql of(Alternative wanted, Names names, boolean ordered) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        List<String> tags = List.copyOf(wanted.tags());
        if (tags.isEmpty()) {
            String condition = condition(wanted, tags, names, ordered, parameters);
            return new QuerySql("es_event e", "e.position", condition, parameters, List.of());
        }
        parameters.add(tags.get(0));
        String condition = condition(wanted, tags.subList(1, tags.size()), names, ordered, parameters);
        return new QuerySql(
                "es_tag found join es_event e on e.position = found.position",
                "found.position",
                "found.tag = ? and " + condition,
                parameters,
                tags.subList(0, 1));
    }

    private static String condition(
            Alternative wanted, List<String> tags, Names names, boolean ordered, List<Object> parameters)
            throws SQLException {
        List<String> conditions = new ArrayList<>();
        if (!wanted.tenants().isEmpty() || !wanted.categories().isEmpty()) {
            List<Long> ids = names.categories(wanted.tenants(), wanted.categories());
            if (ids.size() == 1) {
                conditions.add("e.category_id = ?");
                parameters.add(ids.get(0));
            } else {
                conditions.add(ordered ? "(e.category_id + 0) = any (?)" : "e.category_id = any (?)");
                parameters.add(ids.toArray(Long[]::new));
            }
        }
        if (!wanted.streams().isEmpty()) {
            Streams streams = names.streams(wanted.streams());
            conditions.add(
                    !ordered
                            ? "e.stream_id = any (?)"
                            : streams.events() > MAX_SORTED
                                    ? "(e.stream_id + 0) = any (?)"
                                    : "e.position = any (array(select x.position from es_event x where x.stream_id = any (?)))");
            parameters.add(streams.ids().toArray(Long[]::new));
        }
        if (!wanted.types().isEmpty()) {
            conditions.add("e.type = any (?)");
            parameters.add(wanted.types().toArray(String[]::new));
        }
        if (!tags.isEmpty()) {
            conditions.add("e.tags @> ?");
            parameters.add(tags.toArray(String[]::new));
        }
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }

    /** What stands for names in this database. */
    interface Names {

        /** Categories that belong to one of these tenants and are one of these; no names mean any. */
        List<Long> categories(Collection<String> tenants, Collection<String> categories) throws SQLException;

        Streams streams(Collection<StreamId> streams) throws SQLException;
    }

    /**
     * Those streams that there are.
     *
     * @param events how many they have together
     */
    record Streams(List<Long> ids, long events) {}
}
