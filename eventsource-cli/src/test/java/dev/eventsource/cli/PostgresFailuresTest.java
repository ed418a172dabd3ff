// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong is said in a sentence and at once, not after the pool's ten seconds. */
@Timeout(60)
class PostgresFailuresTest {

    private static final String[][] READING = {
        {"export"}, {"streams"}, {"read", "loan-1"}, {"tail"}, {"tail", "--follow"}, {"stats"}, {"verify"}
    };

    private static final String[] APPEND = {"append", "loan-1", "--type", "T", "--data", "{}"};

    private final OnPostgres postgres = OnPostgres.create();

    @TempDir
    Path folder;

    static void fails(Run run, String... words) {
        assertThat(run.err()).startsWith("eventsource: ").contains(words).doesNotContain("\tat ", "unexpected");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void commands_that_only_read_create_nothing_and_name_migrate() throws Exception {
        for (String[] command : READING) {
            fails(
                    postgres.run(command),
                    postgres.database().name(),
                    "no tables in the schema 'public'",
                    "`eventsource migrate`");
        }
        assertThat(postgres.count("select count(*) from pg_tables where schemaname = 'public'"))
                .isZero();
    }

    @Test
    void commands_that_write_create_missing_tables() throws Exception {
        assertThat(postgres.run(APPEND).code()).isZero();
        Path xes = Xes.file(folder.resolve("log.xes"), Xes.log(Xes.trace("1", Xes.event("Opened", 1))));
        OnPostgres other = OnPostgres.create();
        assertThat(other.run("import", xes.toString()).code()).isZero();
    }

    @Test
    void a_server_that_is_not_there() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String store = "jdbc:postgresql://127.0.0.1:" + port + "/loans?user=ada";
        fails(OnPostgres.runOn(store, "stats"), "127.0.0.1:" + port + "/loans cannot be opened", "cannot be reached");
        fails(OnPostgres.runOn(store, "migrate"), "cannot be migrated", "cannot be reached", "check host, port");
        fails(OnPostgres.runOn(store, APPEND), "cannot be reached");
        fails(OnPostgres.runOn("jdbc:postgresql://nowhere.invalid/loans", "stats"), "there is no host nowhere.invalid");
    }

    @Test
    void a_database_that_is_not_there() {
        String store = postgres.store().replace(postgres.database().name(), "not_there");
        fails(OnPostgres.runOn(store, "stats"), "there is no such database", "not_there", "create it");
        fails(OnPostgres.runOn(store, "migrate"), "there is no such database");
    }

    @Test
    void a_role_that_may_only_read() throws Exception {
        assertThat(postgres.run(APPEND).code()).isZero();
        String reader = "reader_" + postgres.database().name();
        postgres.execute("create role " + reader + " login password 'reads'");
        postgres.execute("grant select on all tables in schema public to " + reader);
        String store = postgres.store(reader, "reads");

        for (String[] command : new String[][] {
            {"export"}, {"streams"}, {"read", "loan-1"}, {"tail"}, {"stats"}, {"verify"}, {"migrate"}
        }) {
            Run run = OnPostgres.runOn(store, command);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.err()).isEmpty();
        }
        fails(OnPostgres.runOn(store, APPEND), "cannot be written", "the user lacks a right", "permission denied");
        fails(OnPostgres.runOn(store + "&currentSchema=other", "migrate"), "cannot be migrated", "lacks a right");
        Run demo = OnPostgres.runOn(store, "demo", "--loans", "3");
        assertThat(demo.code()).isEqualTo(1);
        assertThat(demo.err()).contains("eventsource: ", "permission denied").doesNotContain("\tat ", "unexpected");
    }

    @Test
    void a_url_that_makes_no_sense_is_wrong_usage() {
        for (String store : new String[] {
            "jdbc:postgresql://db", "jdbc:postgresql://db:port/loans", "jdbc:postgresql://ada:s3cr3t-1@db/loans"
        }) {
            Run run = OnPostgres.runOn(store, "stats");
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .contains("write jdbc:postgresql://HOST:PORT/DATABASE")
                    .doesNotContain("s3cr3t");
        }
    }
}
