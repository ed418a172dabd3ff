// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.PersonalData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.JacksonEventCodec.Options;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.personal.MasterKeys;
import dev.eventsource.personal.PersonalKeys;
import dev.eventsource.projection.Documents;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Snapshot;
import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No byte of the file tells of a person, and none of the key once the person was forgotten. */
class SqlitePersonalDataTest {

    private static final String NAME = "Augusta Ada King";

    @TempDir
    private Path folder;

    @EventType("Applied")
    record Applied(
            String customer,
            @PersonalData(subject = "customer") String name) {}

    record Applicant(
            String customer,
            @PersonalData(subject = "customer") String name) {}

    @Test
    void the_files_hold_nothing_of_a_forgotten_person_nor_of_the_key() throws Exception {
        Path file = folder.resolve("events.db");
        SubjectKey.Wrapped key;
        try (SqliteStorage storage = new SqliteStorage(file)) {
            PersonalKeys keys = new PersonalKeys(storage, MasterKeys.of("2011", new byte[32]));
            Options options = Options.DEFAULT.withPersonalData(keys);
            fill(storage, options);
            key = (SubjectKey.Wrapped) SubjectKeyStore.of(storage).find("c-1").orElseThrow();
            assertThat(text()).contains("c-1", "Applied", key.key()).doesNotContain(NAME, "Augusta");

            keys.forget("", "c-1");

            assertThat(new JacksonStateCodec<>(Applicant.class, options)
                            .decode(
                                    storage.documents()
                                            .get("applicants", "1")
                                            .orElseThrow()
                                            .content(),
                                    "a document"))
                    .isEqualTo(new Applicant("c-1", ""));
            assertThat(text()).doesNotContain(NAME, "Augusta");
        }
        truncateLog(file);
        assertThat(text()).contains("c-1", "SubjectForgotten").doesNotContain(NAME, "Augusta", key.key());
    }

    /** An event, a snapshot, a document and a dead letter of the person. */
    private static void fill(SqliteStorage storage, Options options) throws Exception {
        EventCodec codec = new JacksonEventCodec(EventTypes.of(Applied.class), options);
        JacksonStateCodec<Applicant> states = new JacksonStateCodec<>(Applicant.class, options);
        StreamId loan = StreamId.of("loan", "1");
        UUID id = UUID.randomUUID();
        storage.events()
                .append(
                        loan,
                        ExpectedVersion.any(),
                        List.of(codec.encode(new Applied("c-1", NAME), id, Instant.EPOCH)));
        Applicant applicant = new Applicant("c-1", NAME);
        storage.snapshots().save(new Snapshot(loan, 1, id, 1, states.encode(applicant), Instant.EPOCH));
        Documents<Applicant> documents = new Documents<>(storage, "applicants", states);
        documents.put("1", applicant, ExpectedVersion.any());
        assertThat(documents.get("1").orElseThrow().content()).isEqualTo(applicant);
        EventHandlers failing = EventHandlers.builder(codec)
                .on(Applied.class, (Applied applied) -> {
                    assertThat(applied.name()).isEqualTo(NAME);
                    throw new IllegalArgumentException("no");
                })
                .build();
        try (Running running = Running.on(storage)) {
            running.start(Subscription.of("letters", failing));
            await().until(() ->
                    storage.deadLetters().list(DeadLetterQueue.Filter.OPEN, 10).size() == 1);
        }
    }

    private static void truncateLog(Path file) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma wal_checkpoint(truncate)");
        }
    }

    /** All bytes of all files, each as a character. */
    private String text() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
