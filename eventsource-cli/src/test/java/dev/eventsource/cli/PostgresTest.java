// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static dev.eventsource.cli.Xes.event;
import static dev.eventsource.cli.Xes.log;
import static dev.eventsource.cli.Xes.trace;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTest {

    @TempDir
    Path folder;

    private final OnPostgres postgres = OnPostgres.create();

    private static Run done(Run run) {
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    @Test
    void migrate_creates_the_tables_once_and_says_what_it_did() {
        String url = postgres.database().url();

        assertThat(done(postgres.run("migrate")).out())
                .matches(Pattern.quote(url) + ": the tables in schema public are at version \\d+ \\(created\\)\\s+");
        Run again = done(postgres.run("migrate"));
        assertThat(again.out())
                .matches(Pattern.quote(url)
                        + ": the tables in schema public are at version \\d+ \\(up to date already\\)\\s+");
        assertThat(again.err()).isEmpty();
        assertThat(done(postgres.run("stats")).out()).contains("0 events");
    }

    @Test
    void the_schema_that_the_url_names_holds_everything() throws Exception {
        String store = postgres.store() + "&currentSchema=%22My%20Loans%22,public";

        assertThat(done(OnPostgres.runOn(store, "migrate")).out()).contains("in schema My Loans are at version ");
        done(OnPostgres.runOn(store, "append", "loan-1", "--type", "Opened", "--data", "{}"));
        assertThat(done(OnPostgres.runOn(store, "stats", "--json")).out()).contains("\"events\":1");
        assertThat(postgres.count("select count(*) from \"My Loans\".es_event")).isOne();
        assertThat(postgres.count("select count(*) from pg_tables where schemaname = 'public'"))
                .isZero();
    }

    @Test
    void on_other_stores_there_is_nothing_to_migrate() {
        Path file = folder.resolve("new.db");
        assertThat(done(OnPostgres.runOn("jdbc:sqlite:" + file, "migrate")).out())
                .startsWith("jdbc:sqlite:" + file + ": nothing to do");
        assertThat(file).exists();
        assertThat(done(OnPostgres.runOn("memory:", "migrate")).out()).startsWith("memory: nothing to do");
    }

    @Test
    void the_demo_tells_the_same_as_on_sqlite_and_again_the_same() {
        Run demo = done(postgres.run("demo", "--loans", "300", "--json"));
        assertThat(demo.out()).startsWith(DemoTest.FEW_FIGURES).contains("\"verified\":true");
        assertThat(demo.err())
                .startsWith("Store: " + postgres.database().url())
                .hasLineCount(2)
                .doesNotContain(postgres.database().password());

        assertThat(done(postgres.run("demo", "--loans", "300", "--writers", "3"))
                        .out())
                .contains("approved", "46", "525,500", "none, all were there already", "verified   yes");
    }

    @Test
    void commands_do_on_postgres_what_they_do_on_sqlite() throws Exception {
        Path xes = Xes.file(
                folder.resolve("log.xes"),
                log(trace("1", event("Submitted", 1), event("Approved", 3)), trace("2", event("Submitted", 2))));
        Path events = Files.writeString(folder.resolve("events.jsonl"), """
                {"specversion":"1.0","id":"A-1","source":"/shop","type":"Placed","subject":"7","time":"2020-01-01T00:00:00Z","data":{"x":1.00}}
                """);
        String sqlite = "jdbc:sqlite:" + folder.resolve("log.db");

        for (String[] command : new String[][] {
            {"import", xes.toString(), "--category", "loan"},
            {"import", xes.toString(), "--category", "loan"},
            {"import", events.toString(), "--category", "order"},
            {
                "append",
                "acme:loan-1",
                "--type",
                "Größe",
                "--data",
                "{ \"a\" : 1E+2 }",
                "--tag",
                "x",
                "--meta",
                "actor=me",
                "--id",
                "01a1fc62-db74-7128-9acb-fb037f95828a",
                "--at",
                "2020-01-01T00:00:00.000001Z",
                "--json"
            },
            {"append", "loan-1", "--type", "T", "--data", "{}", "--expect", "7"},
            {"streams"},
            {"streams", "--json", "--category", "loan"},
            {"read", "loan-1", "--limit", "1", "--backwards"},
            {"read", "loan-9"},
            {"verify"},
            {"verify", "--json"},
            {"export"},
            {"export", "--category", "loan", "--type", "Approved"}
        }) {
            Run expected = OnPostgres.runOn(sqlite, command);
            Run run = postgres.run(command);
            assertThat(withoutSeconds(run)).isEqualTo(withoutSeconds(expected));
        }
        for (String[] command : new String[][] {
            {"read", "loan-1", "--json"},
            {"tail", "--json"},
            {"tail", "--json", "--from", "3", "-n", "1"},
            {"stats", "--json"}
        }) {
            assertThat(withoutRecordedAt(postgres.run(command)))
                    .isEqualTo(withoutRecordedAt(OnPostgres.runOn(sqlite, command)));
        }
        assertThat(done(postgres.run("verify")).out()).contains("5 events in 4 streams: everything");
    }

    private static Run withoutSeconds(Run run) {
        return new Run(run.code(), run.out().replaceAll("in \\d+\\.\\d s", "in s"), run.err());
    }

    private static String withoutRecordedAt(Run run) {
        return done(run).out().replaceAll("(ecordedAt\":)\"[^\"]*\"", "$1");
    }

    @Test
    void a_log_goes_from_sqlite_to_postgres_and_back_to_the_byte() throws Exception {
        String sqlite = "jdbc:sqlite:" + folder.resolve("first.db");
        done(OnPostgres.runOn(sqlite, "demo", "--loans", "300"));
        Path first = export(sqlite, "first");

        assertThat(done(postgres.run("import", first.toString())).out()).contains("4,666 added");
        Path second = export(postgres.store(), "second");
        assertThat(second).hasSameBinaryContentAs(first);

        String back = "jdbc:sqlite:" + folder.resolve("back.db");
        done(OnPostgres.runOn(back, "import", second.toString(), "--batch", "313"));
        assertThat(export(back, "third")).hasSameBinaryContentAs(first);
        assertThat(done(postgres.run("import", first.toString())).out()).contains(" 0 added");
    }

    private Path export(String store, String name) {
        Path file = folder.resolve(name + ".jsonl");
        assertThat(done(OnPostgres.runOn(store, "export", "--output", file.toString()))
                        .out())
                .contains("4,666 events");
        return file;
    }

    @Test
    void the_health_says_which_version_the_tables_have() throws Exception {
        Run none = postgres.run("health");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.out()).startsWith("down\n  storage cannot be used: schema 0, library wants ");
        assertThat(none.err()).contains("eventsource migrate").hasLineCount(1);

        done(postgres.run("migrate"));
        assertThat(done(postgres.run("health")).out()).containsPattern("schema ([0-9]+), library wants \\1\n");

        postgres.execute("update es_schema set version = 99");
        assertThat(done(postgres.run("health")).out())
                .startsWith("degraded\n  storage answers")
                .contains("schema 99, library wants ");

        postgres.execute("update es_schema set oldest_library = 99");
        Run newer = postgres.run("health", "--json");
        assertThat(newer.code()).isEqualTo(1);
        assertThat(newer.out()).contains("\"reasons\":[\"storage cannot be used: schema 99, library wants ");
        assertThat(newer.err()).contains("Use a newer eventsource").hasLineCount(1);
    }
}
