// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.postgres.Call.Answers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ranges of positions into which a table of events can be divided. The n-th, from 0, is the partition {@code
 * es_event_p<n>}.
 */
final class Ranges {

    /** So many whole ranges are there behind the one in use. */
    static final int AHEAD = 4;

    private static final Logger log = LoggerFactory.getLogger(Ranges.class);
    private static final long MAX_POSITIONS = 1_000_000_000_000L;

    private Ranges() {}

    static long checked(long positions) {
        if (positions < 1 || positions > MAX_POSITIONS) {
            throw new IllegalArgumentException(
                    "A range has 1 to " + MAX_POSITIONS + " positions, not " + positions + "; a million is many");
        }
        return positions;
    }

    static String table(long range) {
        return "es_event_p" + range;
    }

    /** How many positions a range has, 0 if the table is not divided. */
    static long size(Connection connection, Schema schema) throws SQLException {
        try (Answers answers = new Call(connection, schema)
                .then("select count(to_regclass(?))", schema.quoted() + ".es_range")
                .send()) {
            if (answers.number() == 0) {
                return 0;
            }
        }
        try (Answers answers = new Call(connection, schema)
                .then("select max(positions) from es_range")
                .send()) {
            return answers.number();
        }
    }

    /** Writes down how many positions a range has. */
    static void divide(Connection connection, Schema schema, long positions) throws SQLException {
        new Call(connection, schema)
                .then("insert into es_range (positions) values (?)", positions)
                .send()
                .close();
    }

    /**
     * Creates the ranges that are missing ahead. A table is made first and attached then, which lets others go on: {@code
     * partition of} would wait for all who read, and they for it.
     */
    static void createAhead(TableChanges changes, Connection connection, Schema schema, int ahead) throws SQLException {
        for (long range : missingAhead(connection, schema, ahead)) {
            long first = range * schema.range() + 1;
            changes.execute("""
                    create table %s (like es_event including defaults including generated) with (
                      fillfactor = 100, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02
                    )""".formatted(table(range)));
            changes.execute("""
                    alter table es_event attach partition %s for values from (%d) to (%d)""".formatted(table(range), first, first + schema.range()));
        }
    }

    private static List<Long> missingAhead(Connection connection, Schema schema, int ahead) throws SQLException {
        Call call = new Call(connection, schema).then("""
                select k, (select pg_has_role(c.relowner, 'USAGE') from pg_class c where c.oid = 'es_event'::regclass) as own
                  from (select coalesce(max(e.position), 0) / ? as now from es_event e) head,
                       generate_series(head.now, head.now + ?) k
                 where not exists (select 1
                                     from pg_inherits i
                                     join pg_class c on c.oid = i.inhrelid
                                    where i.inhparent = 'es_event'::regclass and c.relname = 'es_event_p' || k)
                 order by k""", schema.range(), ahead);
        List<Long> missing = new ArrayList<>();
        boolean own = true;
        try (Answers answers = call.send();
                ResultSet row = answers.next()) {
            while (row.next()) {
                missing.add(row.getLong("k"));
                own &= row.getBoolean("own");
            }
        }
        if (!own) {
            log.warn(
                    "{} ranges are missing ahead in the schema {}, and only the owner of its tables can create them: let"
                            + " that user run `eventsource migrate`",
                    missing.size(),
                    schema.name());
            return List.of();
        }
        return missing;
    }
}
