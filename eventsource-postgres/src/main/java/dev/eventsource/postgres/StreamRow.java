// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

/**
 * A stream's numbers in this database, and its version.
 *
 * @param id 0 if there is no such stream
 * @param categoryId 0 if there is no such category
 */
record StreamRow(long id, long categoryId, long version) {

    private static final String NOW = "(select max(e.version) from es_event e where e.stream_id = s.id)";
    private static final String EVER = """
            greatest((select max(e.version) from es_event e where e.stream_id = s.id),
                     (select a.version from es_archived a where a.stream_id = s.id))""";

    static StreamRow read(ResultSet row) throws SQLException {
        return new StreamRow(row.getLong("stream_id"), row.getLong("category_id"), row.getLong("version"));
    }

    /**
     * Asks for streams: a row for each, in any order, with tenant, category, key, stream_id, category_id and version.
     * The limits keep the subqueries what they are, so that each is one look into an index whatever the statistics say.
     */
    static Call lookUp(Call call, Schema schema, Collection<StreamId> streams) {
        return call.then(
                """
                select w.tenant, w.category, w.key, s.id as stream_id, c.id as category_id,
                       %s as version
                  from unnest(?::text[], ?::text[], ?::text[]) as w (tenant, category, key)
                  left join lateral (select c.id from es_category c
                                      where c.tenant = w.tenant and c.category = w.category limit 1) c on true
                  left join lateral (select s.id from es_stream s
                                      where s.category_id = c.id and s.key = w.key limit 1) s on true""".formatted(schema.isPartitioned() ? EVER : NOW),
                streams.stream().map(StreamId::tenant).toArray(String[]::new),
                streams.stream().map(StreamId::category).toArray(String[]::new),
                streams.stream().map(StreamId::key).toArray(String[]::new));
    }
}
