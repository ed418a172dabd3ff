// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.postgres.Call.Answers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's one write lock: an advisory lock of the transaction, keyed by the table of events, so that two schemas do
 * not block each other. PostgreSQL gives it up after the commit has become visible, so whoever gets it sees what the
 * last one wrote (postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS).
 *
 * <p>Combined transactions also hold a second, shared one: the mark of a transaction that never waits for its user. One
 * that nevertheless waits for its client has lost it (a stopped process, a cut network). Its server cannot know that
 * in the middle of a message, where no time-out of its own applies; so whoever waits for it ends it.
 */
final class AppendLock {

    /** How long a process that has stopped in a combined transaction can hold up the others. */
    static final Duration GUARD = Duration.ofSeconds(5);

    /** Who waits looks after every so long whether the holder has stopped. */
    static final Duration LOOK = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(AppendLock.class);
    private static final int LOCK = 0x65736c6b;
    private static final int MARK = LOCK + 1;

    /** Takes it; the transaction's lock_timeout bounds the wait. */
    static final String TAKE = "select pg_advisory_xact_lock(" + LOCK + ", 'es_event'::regclass::oid::integer)";

    /** Takes it with the mark. */
    static final String TAKE_MARKED = "select pg_advisory_xact_lock(" + LOCK + ", 'es_event'::regclass::oid::integer),"
            + " pg_advisory_xact_lock_shared(" + MARK + ", 'es_event'::regclass::oid::integer)";

    /** Takes it with the mark if it is free; true if it was. */
    static final String TRY = "pg_try_advisory_xact_lock(" + LOCK + ", 'es_event'::regclass::oid::integer)"
            + " and pg_try_advisory_xact_lock_shared(" + MARK + ", 'es_event'::regclass::oid::integer)";

    private AppendLock() {}

    /** Who holds it, in words; for an error. */
    static String holder(Connection connection, Schema schema) {
        Call call = new Call(connection, schema).then("""
                select a.pid, a.application_name, a.usename, extract(epoch from clock_timestamp() - a.xact_start) as age
                  from pg_locks l
                  join pg_stat_activity a on a.pid = l.pid
                 where l.locktype = 'advisory' and l.granted and l.classid = ?
                   and l.objid = 'es_event'::regclass::oid and l.objsubid = 2
                   and l.database = (select oid from pg_database where datname = current_database())
                 limit 1""", LOCK);
        try (Answers answers = call.send();
                ResultSet row = answers.next()) {
            if (!row.next()) {
                return "a transaction that has just ended";
            }
            // Other roles' ages and names are hidden from a role without pg_read_all_stats.
            String age = row.getObject("age") == null
                    ? "an age that this role may not see"
                    : "a transaction " + Math.round(row.getDouble("age")) + " s old";
            return "pid " + row.getInt("pid") + " (application '" + row.getString("application_name") + "', user "
                    + row.getString("usename") + ", " + age + ")";
        } catch (SQLException e) {
            log.debug("The holder of the append lock cannot be found out", e);
            return "another transaction";
        }
    }

    /** Ends a combined transaction that has waited for its client since the guard's time. */
    static void endStalled(Connection connection, Schema schema) {
        Call call = new Call(connection, schema).then("""
                select a.pid, pg_terminate_backend(a.pid)
                  from pg_locks l
                  join pg_locks m on m.pid = l.pid and m.locktype = 'advisory' and m.granted and m.classid = ?
                                 and m.objid = l.objid and m.database = l.database
                  join pg_stat_activity a on a.pid = l.pid
                 where l.locktype = 'advisory' and l.granted and l.classid = ?
                   and l.objid = 'es_event'::regclass::oid and l.objsubid = 2
                   and l.database = (select oid from pg_database where datname = current_database())
                   and a.wait_event_type = 'Client'
                   and clock_timestamp() - a.state_change > interval '3 s'
                   and clock_timestamp() - a.query_start > interval '3 s'""", MARK, LOCK);
        try (Answers answers = call.send();
                ResultSet row = answers.next()) {
            while (row.next()) {
                log.warn("Ended the transaction of pid {}, whose process has stopped answering", row.getInt(1));
            }
        } catch (SQLException e) {
            log.debug("Stalled transactions cannot be ended by this role", e);
        }
    }
}
