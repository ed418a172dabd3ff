// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static dev.eventsource.cli.Xes.event;
import static dev.eventsource.cli.Xes.log;
import static dev.eventsource.cli.Xes.trace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.store.SubscriptionId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

    static final String GENERATED_FIGURES = "{\"streams\":2000,\"events\":33776,\"outcomes\":{"
            + "\"approved\":{\"count\":366,\"amount\":4840000},"
            + "\"declined\":{\"count\":1113,\"amount\":14321500},"
            + "\"cancelled\":{\"count\":459,\"amount\":6079500},"
            + "\"open\":{\"count\":62,\"amount\":824000}}";

    /** Of 300 generated applications, for tests that want a demo and not its size. */
    static final String FEW_FIGURES = "{\"streams\":300,\"events\":4666,\"outcomes\":{"
            + "\"approved\":{\"count\":46,\"amount\":525500},"
            + "\"declined\":{\"count\":181,\"amount\":2193500},"
            + "\"cancelled\":{\"count\":70,\"amount\":797500},"
            + "\"open\":{\"count\":3,\"amount\":37500}}";

    @TempDir
    Path folder;

    private String store() {
        return "jdbc:sqlite:" + folder.resolve("demo.db");
    }

    @Test
    void without_a_log_it_tells_two_thousand_generated_applications_and_again_the_same() {
        Run run = Run.of("demo", "--store", store(), "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith(GENERATED_FIGURES).contains("\"verified\":true");
        assertThat(Run.of("subscriptions", "--store", store(), "--json").out())
                .as("what it makes of the log is a projection like any other")
                .contains("\"name\":\"loan-outcomes\"", "\"position\":33776,\"lag\":0");

        Run again = Run.of("demo", "--store", store(), "--writers", "3");
        assertThat(again.out())
                .contains("approved", "366", "4,840,000", "none, all were there already", "verified   yes");
    }

    @Test
    void many_writers_tell_the_same() {
        for (String writers : List.of("1", "256")) {
            String store = "jdbc:sqlite:" + folder.resolve(writers + ".db");
            assertThat(Run.of("demo", "--loans", "300", "--store", store, "--writers", writers, "--json")
                            .out())
                    .startsWith(FEW_FIGURES)
                    .contains("\"verified\":true");
        }
    }

    @Test
    void a_store_in_memory_tells_the_same() {
        assertThat(Run.of("demo", "--store", "memory:", "--json").out()).startsWith(GENERATED_FIGURES);
    }

    @Test
    void the_bank_s_log_comes_out_as_it_is() {
        Run run = Run.of("demo", "--log", BankLog.whole().toString(), "--store", "memory:", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith(BankLog.FIGURES).contains("\"verified\":true");
    }

    /** The first {@code eventsource.loans} loans of it; 0 means all. */
    @Test
    void the_bank_s_log_comes_out_on_sqlite_as_in_memory() throws IOException {
        String log = BankLog.first(Integer.getInteger("eventsource.loans", 500), folder)
                .toString();
        Run run = Run.of("demo", "--log", log, "--store", store(), "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith(figures(Run.of("demo", "--log", log, "--store", "memory:", "--json")))
                .contains("\"verified\":true");
    }

    private static String figures(Run run) {
        return run.out().substring(0, run.out().indexOf(",\"eventsPerSecond\""));
    }

    @Test
    void the_same_events_come_from_the_demo_and_from_an_import() throws IOException {
        Path file = Xes.file(
                folder.resolve("log.xes"),
                log(
                        trace(
                                "1",
                                "<int key=\"AMOUNT_REQ\" value=\"5000\"/>",
                                event("A_SUBMITTED", 1),
                                event("A_APPROVED", 9)),
                        trace(
                                "2",
                                "<int key=\"AMOUNT_REQ\" value=\"700\"/>",
                                event("A_SUBMITTED", 3),
                                event("A_CANCELLED", 4))));
        Run demo = Run.of("demo", "--log", file.toString(), "--store", store(), "--json");
        assertThat(demo.out())
                .startsWith("{\"streams\":2,\"events\":4,\"outcomes\":{\"approved\":{\"count\":1,\"amount\":5000},"
                        + "\"declined\":{\"count\":0,\"amount\":0},\"cancelled\":{\"count\":1,\"amount\":700}");
        assertThat(Run.of("import", file.toString(), "--store", store(), "--json")
                        .out())
                .contains("\"added\":0,\"known\":4");
    }

    @Test
    void a_projection_that_is_ahead_of_the_log_is_noticed() {
        Run.of("append", "loan-1", "--type", "T", "--data", "{}", "--store", store());
        try (Storage storage = Storages.open(store())) {
            storage.checkpoints()
                    .register(SubscriptionId.of("loan-outcomes"), 1, "of another log", new Checkpoint(1000, null));
        }
        Run run = Run.of("demo", "--store", store());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("loan-outcomes@1 is at position 1000, but the log ends at 1", "rewound", "reset")
                .doesNotContain("bug");
        assertThat(Run.of("stats", "--store", store(), "--json").out()).contains("\"events\":1");
    }

    @Test
    void a_log_that_is_not_of_loan_applications_is_refused_by_the_decision() throws IOException {
        Path file = Xes.file(folder.resolve("log.xes"), log(trace("1", event("Something", 1))));
        Run run = Run.of("demo", "--log", file.toString(), "--store", store());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("loan-1, activity 1 (Something): the application was never submitted", "a store of its own");
        assertThat(Run.of("stats", "--store", store(), "--json").out()).contains("\"events\":0");
    }
}
