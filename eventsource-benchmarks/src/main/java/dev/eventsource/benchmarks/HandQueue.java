// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Operations without a library: a table of jobs with the least that a worker must know, and workers that take them with
 * SKIP LOCKED. One that looks at a key, a deadline or a tenant would have more columns and indexes.
 */
record HandQueue(FreshSchema schema) {

    static HandQueue in(FreshSchema schema) throws SQLException {
        String name = schema.name() + ".";
        schema.address()
                .execute(
                        "create table " + name + """
                                job (id bigint generated always as identity primary key, type text not null,
                                     payload json not null, state text not null, run_at timestamptz not null,
                                     attempts integer not null, worker text, lease_until timestamptz, done_at timestamptz)
                                     with (fillfactor = 70)""",
                        "create index on " + name + "job (id) where state = 'PENDING'",
                        "create table " + name + """
                                attempt (job_id bigint, number integer, worker text not null, started_at timestamptz not null,
                                         ended_at timestamptz, outcome text, primary key (job_id, number))
                                         with (fillfactor = 70)""",
                        "create table " + name
                                + "loan (id bigint generated always as identity primary key, name text)");
        return new HandQueue(schema);
    }

    void fill(int jobs) throws SQLException {
        String name = schema.name() + ".";
        schema.address()
                .execute(
                        "truncate " + name + "job, " + name + "attempt",
                        "insert into " + name + "job (type, payload, state, run_at, attempts)"
                                + " select 'no.op', '{\"loan\":4711,\"amount\":12500}', 'PENDING', now(), 0"
                                + " from generate_series(1, " + jobs + ")",
                        "vacuum analyze " + name + "job");
    }

    Connection connect() throws SQLException {
        Connection connection = schema.address().dataSource().getConnection();
        connection.setSchema(schema.name());
        return connection;
    }

    /** A worker's or a submitter's connection with its statements. */
    Desk open() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        return new Desk(
                connection,
                connection.prepareStatement("""
                        insert into job (type, payload, state, run_at, attempts)
                        values ('no.op', ?::json, 'PENDING', now(), 0) returning id"""),
                connection.prepareStatement("select pg_notify('job', '')"),
                connection.prepareStatement("insert into loan (name) values (?)"),
                connection.prepareStatement("""
                        select id, payload, attempts from job where state = 'PENDING' and run_at <= now()
                         order by id limit 1 for update skip locked"""),
                connection.prepareStatement("""
                        update job
                           set state = 'RUNNING', attempts = attempts + 1, worker = ?,
                               lease_until = now() + interval '30 s'
                         where id = (select id from job where state = 'PENDING' and run_at <= now()
                                      order by id limit 1 for update skip locked)
                        returning id, payload, attempts"""),
                connection.prepareStatement(
                        "insert into attempt (job_id, number, worker, started_at) values (?, ?, ?, now())"),
                connection.prepareStatement("update job set state = 'DONE', done_at = now() where id = ?"),
                connection.prepareStatement(
                        "update attempt set ended_at = now(), outcome = 'DONE' where job_id = ? and number = ?"));
    }

    /** A job that was taken. */
    record Job(long id, int attempt) {}

    /** Statements of one connection. */
    record Desk(
            Connection connection,
            PreparedStatement insert,
            PreparedStatement tell,
            PreparedStatement row,
            PreparedStatement take,
            PreparedStatement begin,
            PreparedStatement attempt,
            PreparedStatement done,
            PreparedStatement ended)
            implements AutoCloseable {

        /** @param withRow of the caller's own, in the same transaction */
        void submit(boolean withRow) throws SQLException {
            if (withRow) {
                row.setString(1, "Ada");
                row.executeUpdate();
            }
            insert.setString(1, OperationBenchmark.PAYLOAD);
            insert.executeQuery().close();
            tell.executeQuery().close();
            connection.commit();
        }

        /** Does one job in one transaction, of which nothing is left if the worker dies; false if there is none. */
        boolean work() throws SQLException {
            Optional<Job> job = first(take);
            if (job.isPresent()) {
                done.setLong(1, job.get().id());
                done.executeUpdate();
            }
            connection.commit();
            return job.isPresent();
        }

        /** Does one job, whose attempt is committed before it is begun; false if there is none. */
        boolean workWithWitness(String worker, Runnable handler) throws SQLException {
            begin.setString(1, worker);
            Job job = first(begin).orElse(null);
            if (job != null) {
                attempt.setLong(1, job.id());
                attempt.setInt(2, job.attempt());
                attempt.setString(3, worker);
                attempt.executeUpdate();
            }
            connection.commit();
            if (job == null) {
                return false;
            }
            handler.run();
            done.setLong(1, job.id());
            done.executeUpdate();
            ended.setLong(1, job.id());
            ended.setInt(2, job.attempt());
            ended.executeUpdate();
            connection.commit();
            return true;
        }

        private static Optional<Job> first(PreparedStatement statement) throws SQLException {
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Job(row.getLong("id"), row.getInt("attempts"))) : Optional.empty();
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
