// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.StreamId;
import dev.eventsource.personal.MasterKeys;
import dev.eventsource.personal.PersonalKeys;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKeyStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subjects are forgotten from the command line, without a master key. */
class ForgetCommandTest {

    private static final MasterKeys MASTER = MasterKeys.of("2011", new byte[32]);

    @TempDir
    Path folder;

    private String sqlite() {
        return "jdbc:sqlite:" + folder.resolve("events.db");
    }

    private static void prepare(String url) {
        Storages.migrate(url);
        try (Storage storage = Storages.open(url)) {
            PersonalKeys keys = new PersonalKeys(storage, MASTER);
            for (String tenant : List.of("", "acme")) {
                keys.forSealing(tenant, "c-1");
                keys.forSealing(tenant, "c-2");
            }
        }
    }

    private static boolean forgotten(String url, String tenant, String subject) {
        try (Storage storage = Storages.open(url)) {
            return SubjectKeyStore.of(storage).forTenant(tenant).find(subject).orElseThrow()
                    instanceof SubjectKey.Forgotten;
        }
    }

    private static String out(String... args) {
        Run run = Run.of(args);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().strip();
    }

    @Test
    void a_subject_is_forgotten_of_the_tenant_that_is_said() {
        for (String url : List.of(sqlite(), OnPostgres.create().store())) {
            prepare(url);

            assertThat(out("forget", "c-1", "--store", url)).isEqualTo("c-1 is forgotten");
            assertThat(out("forget", "c-1", "--store", url)).isEqualTo("c-1 was forgotten before");
            assertThat(forgotten(url, "", "c-1")).isTrue();
            assertThat(forgotten(url, "acme", "c-1")).isFalse();
            assertThat(forgotten(url, "", "c-2")).isFalse();

            assertThat(out("forget", "c-11", "--store", url))
                    .isEqualTo("c-11 is forgotten, of whom there was nothing here: is this the right id?");

            assertThat(out("forget", "c-2", "--tenant", "acme", "--store", url)).isEqualTo("c-2 is forgotten");
            assertThat(forgotten(url, "acme", "c-2")).isTrue();
            try (Storage storage = Storages.open(url)) {
                assertThat(storage.events().read(StreamId.parse("acme:subject-c-2"), 0, 10))
                        .hasSize(1);
            }
        }
    }

    @Test
    void after_a_restore_all_are_forgotten_again() throws Exception {
        prepare(sqlite());
        out("forget", "c-1", "--store", sqlite());
        out("forget", "c-1", "--tenant", "acme", "--store", sqlite());
        try (Connection connection = DriverManager.getConnection(sqlite());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update es_subject_key set master_key = '2011', wrapped = 'restored', forgotten_at = null");
        }
        assertThat(forgotten(sqlite(), "", "c-1")).isFalse();

        assertThat(out("forget", "--replay", "--tenant", "acme", "--store", sqlite()))
                .isEqualTo("1 subject is forgotten again");
        assertThat(forgotten(sqlite(), "", "c-1")).isFalse();
        assertThat(out("forget", "--replay", "--store", sqlite())).isEqualTo("1 subject is forgotten again");
        assertThat(out("forget", "--replay", "--store", sqlite())).isEqualTo("Nobody had to be forgotten again");

        assertThat(forgotten(sqlite(), "", "c-1")).isTrue();
        assertThat(forgotten(sqlite(), "acme", "c-1")).isTrue();
        assertThat(forgotten(sqlite(), "acme", "c-2")).isFalse();
    }

    @Test
    void who_is_meant_must_be_said() {
        prepare(sqlite());
        Stream.of(new String[] {"forget"}, new String[] {"forget", "c-1", "--replay"}, new String[] {"forget", ""})
                .forEach(args -> {
                    Run run = Run.of(Stream.concat(Stream.of(args), Stream.of("--store", sqlite()))
                            .toArray(String[]::new));
                    assertThat(run.code()).isEqualTo(2);
                    assertThat(run.err()).containsAnyOf("Whom?", "The id of a subject");
                });
    }
}
